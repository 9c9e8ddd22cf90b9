SELECT CAST(date_trunc('day', CAST(CAST(date_trunc('day', CAST(w.fct_bookings.ds AS TIMESTAMP(6))) AS DATE) AS TIMESTAMP(6))) AS DATE) AS "time.day",
  transform(ARRAY[array_sort(array_agg(w.fct_bookings.booking_value) FILTER (WHERE w.fct_bookings.booking_value IS NOT NULL))], a -> element_at(a, greatest(CAST(ceil(DECIMAL '0.99' * cardinality(a)) AS BIGINT), 1)))[1] AS discrete_booking_value_p99
FROM w.fct_bookings
WHERE CAST(w.fct_bookings.ds AS TIMESTAMP(6)) < TIMESTAMP '2041-01-01 00:00:00'
  OR CAST(w.fct_bookings.ds AS TIMESTAMP(6)) IS NULL
GROUP BY 1
ORDER BY 1 ASC NULLS LAST

SELECT rows.k1 AS "time.day",
  transform(ARRAY[array_sort(array_agg(rows.v1) FILTER (WHERE rows.v1 IS NOT NULL))], a -> element_at(a, greatest(CAST(ceil(DECIMAL '0.99' * cardinality(a)) AS BIGINT), 1)))[1] AS discrete_booking_value_p99
FROM (
  SELECT CAST(date_trunc('day', CAST(CAST(date_trunc('day', CAST(w.fct_bookings.ds AS TIMESTAMP(6))) AS DATE) AS TIMESTAMP(6))) AS DATE) AS k1,
    w.fct_bookings.booking_value AS v1
  FROM w.fct_bookings
  WHERE CAST(w.fct_bookings.ds AS TIMESTAMP(6)) < TIMESTAMP '2041-01-01 00:00:00'
    OR CAST(w.fct_bookings.ds AS TIMESTAMP(6)) IS NULL
) AS rows
GROUP BY rows.k1
ORDER BY rows.k1 ASC NULLS LAST

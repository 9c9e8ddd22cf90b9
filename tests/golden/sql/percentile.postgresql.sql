SELECT CAST(date_trunc('day', CAST(CAST(date_trunc('day', CAST(w.fct_bookings.ds AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) AS "time.day",
  percentile_disc(0.99) WITHIN GROUP (ORDER BY w.fct_bookings.booking_value) AS discrete_booking_value_p99
FROM w.fct_bookings
WHERE CAST(w.fct_bookings.ds AS TIMESTAMP WITHOUT TIME ZONE) < '2041-01-01 00:00:00'
  OR CAST(w.fct_bookings.ds AS TIMESTAMP WITHOUT TIME ZONE) IS NULL
GROUP BY 1
ORDER BY 1 ASC NULLS LAST

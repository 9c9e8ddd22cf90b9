SELECT rows.k1 AS "time.day",
  percentile_disc(0.99) WITHIN GROUP (ORDER BY rows.v1) AS discrete_booking_value_p99
FROM (
  SELECT CAST(date_trunc('day', CAST(CAST(date_trunc('day', CAST(w.fct_bookings.ds AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) AS k1,
    w.fct_bookings.booking_value AS v1
  FROM w.fct_bookings
  WHERE CAST(w.fct_bookings.ds AS TIMESTAMP WITHOUT TIME ZONE) < '2041-01-01 00:00:00'
    OR CAST(w.fct_bookings.ds AS TIMESTAMP WITHOUT TIME ZONE) IS NULL
) AS rows
GROUP BY rows.k1
ORDER BY rows.k1 ASC NULLS LAST

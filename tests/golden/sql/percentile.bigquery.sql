SELECT CAST(datetime_trunc(CAST(CAST(CAST(datetime_trunc(CAST(CAST(fct_bookings.ds AS DATETIME) AS DATETIME), DAY) AS DATE) AS DATETIME) AS DATETIME), DAY) AS DATE) AS time__day,
  array_agg(fct_bookings.booking_value IGNORE NULLS ORDER BY fct_bookings.booking_value)[SAFE_ORDINAL(greatest(CAST(ceil(BIGNUMERIC '0.99' * count(fct_bookings.booking_value)) AS INT64), 1))] AS discrete_booking_value_p99
FROM w.fct_bookings
WHERE CAST(fct_bookings.ds AS DATETIME) < DATETIME '2041-01-01 00:00:00'
  OR CAST(fct_bookings.ds AS DATETIME) IS NULL
GROUP BY 1
ORDER BY 1 ASC NULLS LAST

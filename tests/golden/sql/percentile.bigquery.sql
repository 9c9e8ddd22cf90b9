SELECT `rows`.k1 AS time__day,
  array_agg(`rows`.v1 IGNORE NULLS ORDER BY `rows`.v1)[SAFE_ORDINAL(greatest(CAST(ceil(BIGNUMERIC '0.99' * count(`rows`.v1)) AS INT64), 1))] AS discrete_booking_value_p99
FROM (
  SELECT CAST(datetime_trunc(CAST(CAST(CAST(datetime_trunc(CAST(CAST(fct_bookings.ds AS DATETIME) AS DATETIME), DAY) AS DATE) AS DATETIME) AS DATETIME), DAY) AS DATE) AS k1,
    fct_bookings.booking_value AS v1
  FROM w.fct_bookings
  WHERE CAST(fct_bookings.ds AS DATETIME) < DATETIME '2041-01-01 00:00:00'
    OR CAST(fct_bookings.ds AS DATETIME) IS NULL
) AS `rows`
GROUP BY `rows`.k1
ORDER BY `rows`.k1 ASC NULLS LAST

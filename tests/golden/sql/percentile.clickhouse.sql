SELECT rows.k1 AS `time.day`,
  if(count(rows.v1) = 0, NULL, arrayElement(arraySort(groupArray(rows.v1)), greatest(toUInt64(ceil(toDecimal64('0.99', 9) * count(rows.v1))), 1))) AS discrete_booking_value_p99
FROM (
  SELECT CAST(CAST(CAST(CAST(w.fct_bookings.ds AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS k1,
    w.fct_bookings.booking_value AS v1
  FROM w.fct_bookings
  WHERE CAST(w.fct_bookings.ds AS Nullable(DateTime64(6))) < toDateTime64('2041-01-01 00:00:00', 6, 'UTC')
    OR CAST(w.fct_bookings.ds AS Nullable(DateTime64(6))) IS NULL
) AS rows
GROUP BY rows.k1
ORDER BY rows.k1 ASC NULLS LAST SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, prefer_column_name_to_alias = 1, session_timezone = 'UTC'

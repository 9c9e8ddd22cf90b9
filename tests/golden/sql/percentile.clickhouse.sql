SELECT CAST(CAST(CAST(CAST(w.fct_bookings.ds AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS `time.day`,
  if(count(w.fct_bookings.booking_value) = 0, NULL, arrayElement(arraySort(groupArray(w.fct_bookings.booking_value)), greatest(toUInt64(ceil(toDecimal64('0.99', 9) * count(w.fct_bookings.booking_value))), 1))) AS discrete_booking_value_p99
FROM w.fct_bookings
WHERE CAST(w.fct_bookings.ds AS Nullable(DateTime64(6))) < toDateTime64('2041-01-01 00:00:00', 6, 'UTC')
  OR CAST(w.fct_bookings.ds AS Nullable(DateTime64(6))) IS NULL
GROUP BY 1
ORDER BY 1 ASC NULLS LAST SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, session_timezone = 'UTC'

SELECT CAST((CAST((CAST(orders.moment AS Nullable(DateTime64(6))) - toIntervalDay(-1)) AS Nullable(Date32)) - toIntervalDay(toDayOfWeek(CAST((CAST(orders.moment AS Nullable(DateTime64(6))) - toIntervalDay(-1)) AS Nullable(Date32))) - 1) - toIntervalDay(1)) AS Nullable(Date32)) AS `time.week`,
  count(1) AS order_count
FROM orders
WHERE CAST(orders.moment AS Nullable(DateTime64(6))) < toDateTime64('2024-03-06 00:00:00', 6, 'UTC')
  AND CAST(orders.moment AS Nullable(DateTime64(6))) >= toDateTime64('2024-02-04 00:00:00', 6, 'UTC')
  AND CAST(orders.moment AS Nullable(DateTime64(6))) < toDateTime64('2024-03-03 00:00:00', 6, 'UTC')
GROUP BY 1
ORDER BY 1 ASC NULLS LAST SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, session_timezone = 'UTC'

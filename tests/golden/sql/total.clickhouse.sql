SELECT coalesce(sum(CAST(rows.v1 AS Nullable(Decimal(38, 10)))), 0) AS revenue,
  CAST(coalesce(sum(CAST(CASE WHEN (rows.f1 = 'tea') THEN rows.v1 END AS Nullable(Decimal(38, 10)))), 0) AS Nullable(Float64)) / CAST(nullif(coalesce(sum(CAST(rows.v1 AS Nullable(Decimal(38, 10)))), 0), 0) AS Nullable(Float64)) AS tea_share
FROM (
  SELECT order_product_1.category AS f1,
    orders.amount AS v1
  FROM orders
  LEFT OUTER JOIN products AS order_product_1 ON orders.product_id = order_product_1.id
  WHERE fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') < toDateTime64('2024-06-01 00:00:00', 6, 'UTC')
    AND fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') >= toDateTime64('2024-03-01 00:00:00', 6, 'UTC')
    AND fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') < toDateTime64('2024-04-01 00:00:00', 6, 'UTC')
) AS rows SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, session_timezone = 'UTC'

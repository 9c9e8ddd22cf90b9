SELECT coalesce(sum(CAST(rows.v1 AS DECIMAL(38, 10))), 0) AS revenue,
  CAST(coalesce(sum(CAST(CASE WHEN (rows.f1 = 'tea') THEN rows.v1 END AS DECIMAL(38, 10))), 0) AS DOUBLE) / CAST(nullif(coalesce(sum(CAST(rows.v1 AS DECIMAL(38, 10))), 0), 0) AS DOUBLE) AS tea_share
FROM (
  SELECT order_product_1.category AS f1,
    orders.amount AS v1
  FROM orders
  LEFT OUTER JOIN products AS order_product_1 ON orders.product_id = order_product_1.id
  WHERE CAST(with_timezone(CAST(orders.ordered_at AS TIMESTAMP(6)), 'UTC') AT TIME ZONE 'Europe/London' AS TIMESTAMP(6)) < TIMESTAMP '2024-06-01 00:00:00'
    AND CAST(with_timezone(CAST(orders.ordered_at AS TIMESTAMP(6)), 'UTC') AT TIME ZONE 'Europe/London' AS TIMESTAMP(6)) >= TIMESTAMP '2024-03-01 00:00:00'
    AND CAST(with_timezone(CAST(orders.ordered_at AS TIMESTAMP(6)), 'UTC') AT TIME ZONE 'Europe/London' AS TIMESTAMP(6)) < TIMESTAMP '2024-04-01 00:00:00'
) AS rows

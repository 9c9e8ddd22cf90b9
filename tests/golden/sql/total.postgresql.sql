SELECT coalesce(sum(CAST(rows.v1 AS NUMERIC(38, 10))), 0) AS revenue,
  CAST(coalesce(sum(CAST(CASE WHEN (rows.f1 = 'tea') THEN rows.v1 END AS NUMERIC(38, 10))), 0) AS DOUBLE PRECISION) / CAST(nullif(coalesce(sum(CAST(rows.v1 AS NUMERIC(38, 10))), 0), 0) AS DOUBLE PRECISION) AS tea_share
FROM (
  SELECT CAST(order_product_1.category AS TEXT) COLLATE "C" AS f1,
    orders.amount AS v1
  FROM orders
  LEFT OUTER JOIN products AS order_product_1 ON orders.product_id = order_product_1.id
  WHERE ((CAST(orders.ordered_at AS TIMESTAMP WITHOUT TIME ZONE) AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/London') < '2024-06-01 00:00:00'
    AND ((CAST(orders.ordered_at AS TIMESTAMP WITHOUT TIME ZONE) AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/London') >= '2024-03-01 00:00:00'
    AND ((CAST(orders.ordered_at AS TIMESTAMP WITHOUT TIME ZONE) AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/London') < '2024-04-01 00:00:00'
) AS rows

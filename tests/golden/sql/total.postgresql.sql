WITH visible_orders AS (
  SELECT orders.id AS id,
    orders.customer_id AS customer_id,
    orders.product_id AS product_id,
    orders.bill_place AS bill_place,
    orders.ship_place AS ship_place,
    orders.channel AS channel,
    orders.amount AS amount,
    orders.gift AS gift,
    ((CAST(orders.ordered_at AS TIMESTAMP WITHOUT TIME ZONE) AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/London') AS ordered_at,
    ((CAST(orders.ordered_at AS TIMESTAMP WITHOUT TIME ZONE) AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/London') AS local_moment
  FROM orders
  WHERE ((CAST(orders.ordered_at AS TIMESTAMP WITHOUT TIME ZONE) AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/London') < '2024-06-01 00:00:00'
),
visible_products AS (
  SELECT products.id AS id,
    products.supplier_id AS supplier_id,
    products.category AS category
  FROM products
)
SELECT coalesce(part_1.m1, 0) AS revenue,
  CAST(coalesce(part_1.m2, 0) AS DOUBLE PRECISION) / CAST(nullif(coalesce(part_1.m1, 0), 0) AS DOUBLE PRECISION) AS tea_share
FROM (
  SELECT sum(CAST(rows.v1 AS NUMERIC(38, 10))) AS m1,
    sum(CAST(CASE WHEN (rows.f1 = 'tea') THEN rows.v1 END AS NUMERIC(38, 10))) AS m2
  FROM (
    SELECT order_product_1.category AS f1,
      visible_orders.amount AS v1
    FROM visible_orders
    LEFT OUTER JOIN visible_products AS order_product_1 ON visible_orders.product_id = order_product_1.id
    WHERE visible_orders.local_moment >= '2024-03-01 00:00:00'
      AND visible_orders.local_moment < '2024-04-01 00:00:00'
  ) AS rows
) AS part_1

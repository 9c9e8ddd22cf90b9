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
periods AS (
  SELECT CAST(given.label AS DATE) AS label,
    CAST(given.begins AS TIMESTAMP WITHOUT TIME ZONE) AS begins,
    CAST(given.ends AS TIMESTAMP WITHOUT TIME ZONE) AS ends,
    CAST(given.before AS TIMESTAMP WITHOUT TIME ZONE) AS before,
    CAST(given.top_begins AS TIMESTAMP WITHOUT TIME ZONE) AS top_begins
  FROM (
    VALUES ('2023-01-05', '2023-01-05 00:00:00', '2024-06-01 00:00:00', '2021-08-10 00:00:00', '2024-06-01 00:00:00')
  ) AS given (label, begins, ends, before, top_begins)
)
SELECT k1 AS "customer.id",
  max(m1) AS middle_amount,
  max(m2) AS days_since_order
FROM (
  SELECT CASE WHEN orders.customer_id IS NOT NULL THEN 'p-' || substring(sha256('********' || '|' || sha256('********' || '|' || CAST(orders.customer_id AS VARCHAR))), 1, 12) END AS k1,
    median(CAST(orders.amount AS DOUBLE PRECISION)) AS m1,
    NULL AS m2
  FROM orders
  LEFT OUTER JOIN products AS order_product_1 ON orders.product_id = order_product_1.id
  LEFT OUTER JOIN suppliers AS product_supplier_2 ON order_product_1.supplier_id = product_supplier_2.id
  WHERE ((CAST(orders.ordered_at AS TIMESTAMP WITHOUT TIME ZONE) AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/London') < '2024-06-01 00:00:00'
    AND lower(product_supplier_2.country) LIKE lower('%50/% o''f%') ESCAPE '/'
  GROUP BY 1
  UNION ALL
  SELECT CASE WHEN visible_orders.customer_id IS NOT NULL THEN 'p-' || substring(sha256('********' || '|' || sha256('********' || '|' || CAST(visible_orders.customer_id AS VARCHAR))), 1, 12) END AS k1,
    NULL,
    min((CAST(periods.ends AS DATE) - CAST(visible_orders.local_moment AS DATE))) AS m2
  FROM visible_orders
  JOIN periods ON visible_orders.local_moment < periods.ends
  LEFT OUTER JOIN products AS order_product_3 ON visible_orders.product_id = order_product_3.id
  LEFT OUTER JOIN suppliers AS product_supplier_4 ON order_product_3.supplier_id = product_supplier_4.id
  WHERE lower(product_supplier_4.country) LIKE lower('%50/% o''f%') ESCAPE '/'
  GROUP BY 1
) AS parts
GROUP BY k1
ORDER BY 1 ASC NULLS LAST

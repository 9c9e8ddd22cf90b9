WITH visible_orders AS (
  SELECT orders.id AS id,
    orders.customer_id AS customer_id,
    orders.product_id AS product_id,
    orders.bill_place AS bill_place,
    orders.ship_place AS ship_place,
    orders.channel AS channel,
    orders.amount AS amount,
    orders.gift AS gift,
    datetime(timestamp(CAST(orders.ordered_at AS DATETIME), 'UTC'), 'Europe/London') AS ordered_at,
    datetime(timestamp(CAST(orders.ordered_at AS DATETIME), 'UTC'), 'Europe/London') AS local_moment
  FROM orders
  WHERE datetime(timestamp(CAST(orders.ordered_at AS DATETIME), 'UTC'), 'Europe/London') < DATETIME '2024-06-01 00:00:00'
),
periods AS (
  SELECT CAST(given.label AS DATE) AS label,
    CAST(given.begins AS DATETIME) AS begins,
    CAST(given.ends AS DATETIME) AS ends,
    CAST(given.before AS DATETIME) AS before,
    CAST(given.top_begins AS DATETIME) AS top_begins
  FROM (
    SELECT DATE '2023-01-05' AS label,
      DATETIME '2023-01-05 00:00:00' AS begins,
      DATETIME '2024-06-01 00:00:00' AS ends,
      DATETIME '2021-08-10 00:00:00' AS before,
      DATETIME '2024-06-01 00:00:00' AS top_begins
  ) AS given
)
SELECT k1 AS customer__id,
  max(m1) AS middle_amount,
  max(m2) AS days_since_order
FROM (
  SELECT CASE WHEN orders.customer_id IS NOT NULL THEN 'p-' || substr(to_hex(sha256('********' || '|' || to_hex(sha256('********' || '|' || CAST(orders.customer_id AS STRING))))), 1, 12) END AS k1,
    (array_agg(CAST(orders.amount AS FLOAT64) IGNORE NULLS ORDER BY CAST(orders.amount AS FLOAT64))[SAFE_OFFSET(CAST(floor(BIGNUMERIC '0.5' * (count(CAST(orders.amount AS FLOAT64)) - 1)) AS INT64))] + (array_agg(CAST(orders.amount AS FLOAT64) IGNORE NULLS ORDER BY CAST(orders.amount AS FLOAT64))[SAFE_OFFSET(CAST(ceil(BIGNUMERIC '0.5' * (count(CAST(orders.amount AS FLOAT64)) - 1)) AS INT64))] - array_agg(CAST(orders.amount AS FLOAT64) IGNORE NULLS ORDER BY CAST(orders.amount AS FLOAT64))[SAFE_OFFSET(CAST(floor(BIGNUMERIC '0.5' * (count(CAST(orders.amount AS FLOAT64)) - 1)) AS INT64))]) * CAST(BIGNUMERIC '0.5' * (count(CAST(orders.amount AS FLOAT64)) - 1) - floor(BIGNUMERIC '0.5' * (count(CAST(orders.amount AS FLOAT64)) - 1)) AS FLOAT64)) AS m1,
    NULL AS m2
  FROM orders
  LEFT OUTER JOIN products AS order_product_1 ON orders.product_id = order_product_1.id
  LEFT OUTER JOIN suppliers AS product_supplier_2 ON order_product_1.supplier_id = product_supplier_2.id
  WHERE datetime(timestamp(CAST(orders.ordered_at AS DATETIME), 'UTC'), 'Europe/London') < DATETIME '2024-06-01 00:00:00'
    AND lower(product_supplier_2.country) LIKE regexp_replace(replace(lower('%50/% o\x27f%'), '\\', '\\\\'), '/(.)', '\\\\\\1')
  GROUP BY 1
  UNION ALL
  SELECT CASE WHEN visible_orders.customer_id IS NOT NULL THEN 'p-' || substr(to_hex(sha256('********' || '|' || to_hex(sha256('********' || '|' || CAST(visible_orders.customer_id AS STRING))))), 1, 12) END AS k1,
    NULL,
    min(date_diff(CAST(periods.ends AS DATE), CAST(visible_orders.local_moment AS DATE), DAY)) AS m2
  FROM visible_orders
  JOIN periods ON visible_orders.local_moment < periods.ends
  LEFT OUTER JOIN products AS order_product_3 ON visible_orders.product_id = order_product_3.id
  LEFT OUTER JOIN suppliers AS product_supplier_4 ON order_product_3.supplier_id = product_supplier_4.id
  WHERE lower(product_supplier_4.country) LIKE regexp_replace(replace(lower('%50/% o\x27f%'), '\\', '\\\\'), '/(.)', '\\\\\\1')
  GROUP BY 1
) AS parts
GROUP BY k1
ORDER BY 1 ASC NULLS LAST

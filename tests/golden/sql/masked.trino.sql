WITH visible_orders AS (
  SELECT orders.id AS id,
    orders.customer_id AS customer_id,
    orders.product_id AS product_id,
    orders.bill_place AS bill_place,
    orders.ship_place AS ship_place,
    orders.channel AS channel,
    orders.amount AS amount,
    orders.gift AS gift,
    CAST(with_timezone(CAST(orders.ordered_at AS TIMESTAMP(6)), 'UTC') AT TIME ZONE 'Europe/London' AS TIMESTAMP(6)) AS ordered_at,
    CAST(with_timezone(CAST(orders.ordered_at AS TIMESTAMP(6)), 'UTC') AT TIME ZONE 'Europe/London' AS TIMESTAMP(6)) AS local_moment
  FROM orders
  WHERE CAST(with_timezone(CAST(orders.ordered_at AS TIMESTAMP(6)), 'UTC') AT TIME ZONE 'Europe/London' AS TIMESTAMP(6)) < TIMESTAMP '2024-06-01 00:00:00'
),
periods AS (
  SELECT CAST(given.label AS DATE) AS label,
    CAST(given.begins AS TIMESTAMP(6)) AS begins,
    CAST(given.ends AS TIMESTAMP(6)) AS ends,
    CAST(given.before AS TIMESTAMP(6)) AS before,
    CAST(given.top_begins AS TIMESTAMP(6)) AS top_begins
  FROM (
    VALUES (DATE '2023-01-05', TIMESTAMP '2023-01-05 00:00:00', TIMESTAMP '2024-06-01 00:00:00', TIMESTAMP '2021-08-10 00:00:00', TIMESTAMP '2024-06-01 00:00:00')
  ) AS given (label, begins, ends, before, top_begins)
)
SELECT k1 AS "customer.id",
  max(m1) AS middle_amount,
  max(m2) AS days_since_order
FROM (
  SELECT CASE WHEN orders.customer_id IS NOT NULL THEN 'p-' || substr(lower(to_hex(sha256(to_utf8('********' || '|' || lower(to_hex(sha256(to_utf8('********' || '|' || CAST(orders.customer_id AS VARCHAR))))))))), 1, 12) END AS k1,
    transform(ARRAY[array_sort(array_agg(CAST(orders.amount AS DOUBLE)) FILTER (WHERE CAST(orders.amount AS DOUBLE) IS NOT NULL))], a -> element_at(a, CAST(floor(DECIMAL '0.5' * (cardinality(a) - 1)) AS BIGINT) + 1) + (element_at(a, CAST(ceil(DECIMAL '0.5' * (cardinality(a) - 1)) AS BIGINT) + 1) - element_at(a, CAST(floor(DECIMAL '0.5' * (cardinality(a) - 1)) AS BIGINT) + 1)) * CAST(DECIMAL '0.5' * (cardinality(a) - 1) - floor(DECIMAL '0.5' * (cardinality(a) - 1)) AS DOUBLE))[1] AS m1,
    NULL AS m2
  FROM orders
  LEFT OUTER JOIN products AS order_product_1 ON orders.product_id = order_product_1.id
  LEFT OUTER JOIN suppliers AS product_supplier_2 ON order_product_1.supplier_id = product_supplier_2.id
  WHERE CAST(with_timezone(CAST(orders.ordered_at AS TIMESTAMP(6)), 'UTC') AT TIME ZONE 'Europe/London' AS TIMESTAMP(6)) < TIMESTAMP '2024-06-01 00:00:00'
    AND lower(product_supplier_2.country) LIKE lower('%50/% o''f%') ESCAPE '/'
  GROUP BY 1
  UNION ALL
  SELECT CASE WHEN visible_orders.customer_id IS NOT NULL THEN 'p-' || substr(lower(to_hex(sha256(to_utf8('********' || '|' || lower(to_hex(sha256(to_utf8('********' || '|' || CAST(visible_orders.customer_id AS VARCHAR))))))))), 1, 12) END AS k1,
    NULL,
    min(date_diff('day', CAST(visible_orders.local_moment AS DATE), CAST(periods.ends AS DATE))) AS m2
  FROM visible_orders
  JOIN periods ON visible_orders.local_moment < periods.ends
  LEFT OUTER JOIN products AS order_product_3 ON visible_orders.product_id = order_product_3.id
  LEFT OUTER JOIN suppliers AS product_supplier_4 ON order_product_3.supplier_id = product_supplier_4.id
  WHERE lower(product_supplier_4.country) LIKE lower('%50/% o''f%') ESCAPE '/'
  GROUP BY 1
) AS parts
GROUP BY k1
ORDER BY 1 ASC NULLS LAST

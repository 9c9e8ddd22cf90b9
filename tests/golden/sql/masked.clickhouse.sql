WITH visible_orders AS (
  SELECT orders.id AS id,
    orders.customer_id AS customer_id,
    orders.product_id AS product_id,
    orders.bill_place AS bill_place,
    orders.ship_place AS ship_place,
    orders.channel AS channel,
    orders.amount AS amount,
    orders.gift AS gift,
    fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') AS ordered_at,
    fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') AS local_moment
  FROM orders
  WHERE fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') < toDateTime64('2024-06-01 00:00:00', 6, 'UTC')
),
periods AS (
  SELECT CAST(given.label AS Nullable(Date32)) AS label,
    CAST(given.begins AS Nullable(DateTime64(6))) AS begins,
    CAST(given.ends AS Nullable(DateTime64(6))) AS ends,
    CAST(given.before AS Nullable(DateTime64(6))) AS before,
    CAST(given.top_begins AS Nullable(DateTime64(6))) AS top_begins
  FROM (
    SELECT toDate32('2023-01-05') AS label,
      toDateTime64('2023-01-05 00:00:00', 6, 'UTC') AS begins,
      toDateTime64('2024-06-01 00:00:00', 6, 'UTC') AS ends,
      toDateTime64('2021-08-10 00:00:00', 6, 'UTC') AS before,
      toDateTime64('2024-06-01 00:00:00', 6, 'UTC') AS top_begins
  ) AS given
)
SELECT k1 AS `customer.id`,
  max(m1) AS middle_amount,
  max(m2) AS days_since_order
FROM (
  SELECT CASE WHEN orders.customer_id IS NOT NULL THEN 'p-' || substring(lower(hex(SHA256('********' || '|' || lower(hex(SHA256('********' || '|' || toString(orders.customer_id))))))), 1, 12) END AS k1,
    quantileExactInclusive(0.5)(CAST(orders.amount AS Nullable(Float64))) AS m1,
    NULL AS m2
  FROM orders
  LEFT OUTER JOIN products AS order_product_1 ON orders.product_id = order_product_1.id
  LEFT OUTER JOIN suppliers AS product_supplier_2 ON order_product_1.supplier_id = product_supplier_2.id
  WHERE fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') < toDateTime64('2024-06-01 00:00:00', 6, 'UTC')
    AND lower(product_supplier_2.country) LIKE replaceRegexpAll(replaceAll(lower('%50/% o''f%'), '\\', '\\\\'), '/(.)', '\\\\\\1')
  GROUP BY 1
  UNION ALL
  SELECT CASE WHEN visible_orders.customer_id IS NOT NULL THEN 'p-' || substring(lower(hex(SHA256('********' || '|' || lower(hex(SHA256('********' || '|' || toString(visible_orders.customer_id))))))), 1, 12) END AS k1,
    NULL,
    min(dateDiff('day', CAST(visible_orders.local_moment AS Nullable(Date32)), CAST(periods.ends AS Nullable(Date32)))) AS m2
  FROM visible_orders
  JOIN periods ON visible_orders.local_moment < periods.ends
  LEFT OUTER JOIN products AS order_product_3 ON visible_orders.product_id = order_product_3.id
  LEFT OUTER JOIN suppliers AS product_supplier_4 ON order_product_3.supplier_id = product_supplier_4.id
  WHERE lower(product_supplier_4.country) LIKE replaceRegexpAll(replaceAll(lower('%50/% o''f%'), '\\', '\\\\'), '/(.)', '\\\\\\1')
  GROUP BY 1
) AS parts
GROUP BY k1
ORDER BY 1 ASC NULLS LAST SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, session_timezone = 'UTC'

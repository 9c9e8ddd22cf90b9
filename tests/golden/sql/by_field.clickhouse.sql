WITH visible_customers AS (
  SELECT customers.id AS id,
    customers.owner AS owner,
    customers.region AS region,
    customers.joined AS joined
  FROM customers
  WHERE customers.owner = 'ann'
)
SELECT k1 AS `customer.region`,
  coalesce(max(m1), 0) AS revenue,
  coalesce(max(m2), 0) AS visit_count
FROM (
  SELECT order_customer_1.region AS k1,
    sum(CAST(orders.amount AS Nullable(Decimal(38, 10)))) AS m1,
    NULL AS m2
  FROM orders
  LEFT OUTER JOIN visible_customers AS order_customer_1 ON orders.customer_id = order_customer_1.id
  WHERE fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') < toDateTime64('2024-06-01 00:00:00', 6, 'UTC')
    AND orders.customer_id IN (
      SELECT customers.id
      FROM customers
      WHERE customers.owner = 'ann'
    )
    AND orders.customer_id IS NOT NULL
    AND fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') >= toDateTime64('2024-03-01 00:00:00', 6, 'UTC')
    AND fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') < toDateTime64('2024-04-01 00:00:00', 6, 'UTC')
  GROUP BY 1
  UNION ALL
  SELECT visit_customer_2.region AS k1,
    NULL,
    count(1) AS m2
  FROM visits
  LEFT OUTER JOIN visible_customers AS visit_customer_2 ON visits.customer_id = visit_customer_2.id
  WHERE CAST(visits.day AS Nullable(DateTime64(6))) < toDateTime64('2024-06-01 00:00:00', 6, 'UTC')
    AND visits.customer_id IN (
      SELECT customers.id
      FROM customers
      WHERE customers.owner = 'ann'
    )
    AND visits.customer_id IS NOT NULL
    AND CAST(visits.day AS Nullable(DateTime64(6))) >= toDateTime64('2024-03-01 00:00:00', 6, 'UTC')
    AND CAST(visits.day AS Nullable(DateTime64(6))) < toDateTime64('2024-04-01 00:00:00', 6, 'UTC')
  GROUP BY 1
) AS parts
GROUP BY k1
ORDER BY 2 DESC NULLS LAST, 1 ASC NULLS LAST
LIMIT 3 SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, session_timezone = 'UTC'

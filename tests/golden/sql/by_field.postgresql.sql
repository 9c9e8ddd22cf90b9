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
    AND orders.customer_id IN (
      SELECT customers.id
      FROM customers
      WHERE customers.owner = 'ann'
    )
),
visible_customers AS (
  SELECT customers.id AS id,
    customers.owner AS owner,
    customers.region AS region,
    customers.joined AS joined
  FROM customers
  WHERE customers.owner = 'ann'
),
visible_visits AS (
  SELECT visits.customer_id AS customer_id,
    CAST(visits.day AS TIMESTAMP WITHOUT TIME ZONE) AS day,
    visits.seconds AS seconds,
    CAST(visits.day AS TIMESTAMP WITHOUT TIME ZONE) AS local_moment
  FROM visits
  WHERE CAST(visits.day AS TIMESTAMP WITHOUT TIME ZONE) < '2024-06-01 00:00:00'
    AND visits.customer_id IN (
      SELECT customers.id
      FROM customers
      WHERE customers.owner = 'ann'
    )
)
SELECT stitched.k1 AS "customer.region",
  coalesce(stitched.m1, 0) AS revenue,
  coalesce(stitched.m2, 0) AS visit_count
FROM (
  SELECT parts.k1 AS k1,
    max(parts.m1) AS m1,
    max(parts.m2) AS m2
  FROM (
    SELECT part_1.k1 AS k1,
      part_1.m1 AS m1,
      NULL AS m2
    FROM (
      SELECT rows.k1 AS k1,
        sum(CAST(rows.v1 AS NUMERIC(38, 10))) AS m1
      FROM (
        SELECT order_customer_1.region AS k1,
          visible_orders.amount AS v1
        FROM visible_orders
        LEFT OUTER JOIN visible_customers AS order_customer_1 ON visible_orders.customer_id = order_customer_1.id
        WHERE visible_orders.customer_id IS NOT NULL
          AND visible_orders.local_moment >= '2024-03-01 00:00:00'
          AND visible_orders.local_moment < '2024-04-01 00:00:00'
      ) AS rows
      GROUP BY rows.k1
    ) AS part_1
    UNION ALL
    SELECT part_2.k1 AS k1,
      NULL AS m1,
      part_2.m2 AS m2
    FROM (
      SELECT rows.k1 AS k1,
        count(rows.v1) AS m2
      FROM (
        SELECT visit_customer_2.region AS k1,
          1 AS v1
        FROM visible_visits
        LEFT OUTER JOIN visible_customers AS visit_customer_2 ON visible_visits.customer_id = visit_customer_2.id
        WHERE visible_visits.customer_id IS NOT NULL
          AND visible_visits.local_moment >= '2024-03-01 00:00:00'
          AND visible_visits.local_moment < '2024-04-01 00:00:00'
      ) AS rows
      GROUP BY rows.k1
    ) AS part_2
  ) AS parts
  GROUP BY parts.k1
) AS stitched
ORDER BY coalesce(stitched.m1, 0) DESC NULLS LAST, stitched.k1 ASC NULLS LAST
LIMIT 3

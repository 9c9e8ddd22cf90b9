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
)
SELECT stitched.k1 AS "time.month",
  coalesce(stitched.m1, 0) AS web_revenue,
  coalesce(stitched.m2, 0) AS "web_revenue.previous",
  coalesce(stitched.m1, 0) - coalesce(stitched.m2, 0) AS "web_revenue.change",
  CAST(coalesce(stitched.m1, 0) - coalesce(stitched.m2, 0) AS DOUBLE PRECISION) / CAST(nullif(coalesce(stitched.m2, 0), 0) AS DOUBLE PRECISION) AS "web_revenue.change_pct",
  stitched.m3 AS mean_amount,
  stitched.m4 AS "mean_amount.previous",
  stitched.m3 - stitched.m4 AS "mean_amount.change",
  CAST(stitched.m3 - stitched.m4 AS DOUBLE PRECISION) / CAST(nullif(stitched.m4, 0) AS DOUBLE PRECISION) AS "mean_amount.change_pct"
FROM (
  SELECT parts.k1 AS k1,
    max(parts.m1) AS m1,
    max(parts.m2) AS m2,
    max(parts.m3) AS m3,
    max(parts.m4) AS m4
  FROM (
    SELECT part_1.k1 AS k1,
      part_1.m1 AS m1,
      NULL AS m2,
      part_1.m3 AS m3,
      NULL AS m4
    FROM (
      SELECT rows.k1 AS k1,
        sum(CAST(CASE WHEN (rows.f1 = 'web') THEN rows.v1 END AS NUMERIC(38, 10))) AS m1,
        avg(CAST(rows.v1 AS NUMERIC(38, 10))) AS m3
      FROM (
        SELECT CAST(date_trunc('month', visible_orders.local_moment) AS DATE) AS k1,
          visible_orders.channel AS f1,
          visible_orders.amount AS v1
        FROM visible_orders
        WHERE visible_orders.local_moment >= '2024-02-01 00:00:00'
          AND visible_orders.local_moment < '2024-04-01 00:00:00'
      ) AS rows
      GROUP BY rows.k1
    ) AS part_1
    UNION ALL
    SELECT part_2.k1 AS k1,
      NULL AS m1,
      part_2.m2 AS m2,
      NULL AS m3,
      part_2.m4 AS m4
    FROM (
      SELECT CAST(labels.is_now AS DATE) AS k1,
        earlier.m2 AS m2,
        earlier.m4 AS m4
      FROM (
        SELECT rows.k1 AS k1,
          sum(CAST(CASE WHEN (rows.f1 = 'web') THEN rows.v1 END AS NUMERIC(38, 10))) AS m2,
          avg(CAST(rows.v1 AS NUMERIC(38, 10))) AS m4
        FROM (
          SELECT CAST(date_trunc('month', visible_orders.local_moment) AS DATE) AS k1,
            visible_orders.channel AS f1,
            visible_orders.amount AS v1
          FROM visible_orders
          WHERE visible_orders.local_moment >= '2023-02-01 00:00:00'
            AND visible_orders.local_moment < '2023-04-01 00:00:00'
        ) AS rows
        GROUP BY rows.k1
      ) AS earlier
      JOIN (
        VALUES ('2023-02-01', '2024-02-01'), ('2023-03-01', '2024-03-01')
      ) AS labels (was, is_now) ON earlier.k1 = CAST(labels.was AS DATE)
    ) AS part_2
    UNION ALL
    SELECT CAST(spine.label AS DATE) AS k1,
      NULL AS m1,
      NULL AS m2,
      NULL AS m3,
      NULL AS m4
    FROM (
      VALUES ('2024-02-01'), ('2024-03-01')
    ) AS spine (label)
  ) AS parts
  GROUP BY parts.k1
) AS stitched
ORDER BY stitched.k1 ASC NULLS LAST

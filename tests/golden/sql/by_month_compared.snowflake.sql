SELECT k1 AS "time.month",
  coalesce(max(m1), 0) AS web_revenue,
  coalesce(max(m2), 0) AS "web_revenue.previous",
  coalesce(max(m1), 0) - coalesce(max(m2), 0) AS "web_revenue.change",
  CAST(coalesce(max(m1), 0) - coalesce(max(m2), 0) AS DOUBLE) / CAST(nullif(coalesce(max(m2), 0), 0) AS DOUBLE) AS "web_revenue.change_pct",
  max(m3) AS mean_amount,
  max(m4) AS "mean_amount.previous",
  max(m3) - max(m4) AS "mean_amount.change",
  CAST(max(m3) - max(m4) AS DOUBLE) / CAST(nullif(max(m4), 0) AS DOUBLE) AS "mean_amount.change_pct"
FROM (
  SELECT "rows".k1 AS k1,
    sum(CAST(CASE WHEN ("rows".f1 = 'web') THEN "rows".v1 END AS DECIMAL(38, 10))) AS m1,
    NULL AS m2,
    CAST(sum(CAST("rows".v1 AS DECIMAL(38, 10))) AS DOUBLE) / nullif(count(CAST("rows".v1 AS DECIMAL(38, 10))), 0) AS m3,
    NULL AS m4
  FROM (
    SELECT CAST(date_trunc('month', convert_timezone('UTC', 'Europe/London', CAST(orders.ordered_at AS TIMESTAMP_NTZ))) AS DATE) AS k1,
      orders.channel AS f1,
      orders.amount AS v1
    FROM orders
    WHERE convert_timezone('UTC', 'Europe/London', CAST(orders.ordered_at AS TIMESTAMP_NTZ)) < CAST('2024-06-01 00:00:00' AS TIMESTAMP_NTZ)
      AND convert_timezone('UTC', 'Europe/London', CAST(orders.ordered_at AS TIMESTAMP_NTZ)) >= CAST('2024-02-01 00:00:00' AS TIMESTAMP_NTZ)
      AND convert_timezone('UTC', 'Europe/London', CAST(orders.ordered_at AS TIMESTAMP_NTZ)) < CAST('2024-04-01 00:00:00' AS TIMESTAMP_NTZ)
  ) AS "rows"
  GROUP BY 1
  UNION ALL
  SELECT CAST(labels.is_now AS DATE) AS k1,
    NULL,
    earlier.m2 AS m2,
    NULL,
    earlier.m4 AS m4
  FROM (
    SELECT "rows".k1 AS k1,
      sum(CAST(CASE WHEN ("rows".f1 = 'web') THEN "rows".v1 END AS DECIMAL(38, 10))) AS m2,
      CAST(sum(CAST("rows".v1 AS DECIMAL(38, 10))) AS DOUBLE) / nullif(count(CAST("rows".v1 AS DECIMAL(38, 10))), 0) AS m4
    FROM (
      SELECT CAST(date_trunc('month', convert_timezone('UTC', 'Europe/London', CAST(orders.ordered_at AS TIMESTAMP_NTZ))) AS DATE) AS k1,
        orders.channel AS f1,
        orders.amount AS v1
      FROM orders
      WHERE convert_timezone('UTC', 'Europe/London', CAST(orders.ordered_at AS TIMESTAMP_NTZ)) < CAST('2024-06-01 00:00:00' AS TIMESTAMP_NTZ)
        AND convert_timezone('UTC', 'Europe/London', CAST(orders.ordered_at AS TIMESTAMP_NTZ)) >= CAST('2023-02-01 00:00:00' AS TIMESTAMP_NTZ)
        AND convert_timezone('UTC', 'Europe/London', CAST(orders.ordered_at AS TIMESTAMP_NTZ)) < CAST('2023-04-01 00:00:00' AS TIMESTAMP_NTZ)
    ) AS "rows"
    GROUP BY 1
  ) AS earlier
  JOIN (
    VALUES (CAST('2023-02-01' AS DATE), CAST('2024-02-01' AS DATE)), (CAST('2023-03-01' AS DATE), CAST('2024-03-01' AS DATE))
  ) AS labels (was, is_now) ON earlier.k1 = CAST(labels.was AS DATE)
  UNION ALL
  SELECT CAST(spine.label AS DATE) AS k1,
    NULL AS m1,
    NULL AS m2,
    NULL AS m3,
    NULL AS m4
  FROM (
    VALUES (CAST('2024-02-01' AS DATE)), (CAST('2024-03-01' AS DATE))
  ) AS spine (label)
) AS parts
GROUP BY k1
ORDER BY 1 ASC NULLS LAST

SELECT k1 AS time__month,
  coalesce(max(m1), 0) AS web_revenue,
  coalesce(max(m2), 0) AS web_revenue__previous,
  coalesce(max(m1), 0) - coalesce(max(m2), 0) AS web_revenue__change,
  CAST(coalesce(max(m1), 0) - coalesce(max(m2), 0) AS FLOAT64) / CAST(nullif(coalesce(max(m2), 0), 0) AS FLOAT64) AS web_revenue__change_pct,
  max(m3) AS mean_amount,
  max(m4) AS mean_amount__previous,
  max(m3) - max(m4) AS mean_amount__change,
  CAST(max(m3) - max(m4) AS FLOAT64) / CAST(nullif(max(m4), 0) AS FLOAT64) AS mean_amount__change_pct
FROM (
  SELECT `rows`.k1 AS k1,
    sum(round(CAST(CASE WHEN (`rows`.f1 = 'web') THEN `rows`.v1 END AS BIGNUMERIC), 10)) AS m1,
    NULL AS m2,
    CAST(sum(round(CAST(`rows`.v1 AS BIGNUMERIC), 10)) AS FLOAT64) / nullif(count(round(CAST(`rows`.v1 AS BIGNUMERIC), 10)), 0) AS m3,
    NULL AS m4
  FROM (
    SELECT CAST(datetime_trunc(CAST(datetime(timestamp(CAST(orders.ordered_at AS DATETIME), 'UTC'), 'Europe/London') AS DATETIME), MONTH) AS DATE) AS k1,
      orders.channel AS f1,
      orders.amount AS v1
    FROM orders
    WHERE datetime(timestamp(CAST(orders.ordered_at AS DATETIME), 'UTC'), 'Europe/London') < DATETIME '2024-06-01 00:00:00'
      AND datetime(timestamp(CAST(orders.ordered_at AS DATETIME), 'UTC'), 'Europe/London') >= DATETIME '2024-02-01 00:00:00'
      AND datetime(timestamp(CAST(orders.ordered_at AS DATETIME), 'UTC'), 'Europe/London') < DATETIME '2024-04-01 00:00:00'
  ) AS `rows`
  GROUP BY 1
  UNION ALL
  SELECT CAST(labels.is_now AS DATE) AS k1,
    NULL,
    earlier.m2 AS m2,
    NULL,
    earlier.m4 AS m4
  FROM (
    SELECT `rows`.k1 AS k1,
      sum(round(CAST(CASE WHEN (`rows`.f1 = 'web') THEN `rows`.v1 END AS BIGNUMERIC), 10)) AS m2,
      CAST(sum(round(CAST(`rows`.v1 AS BIGNUMERIC), 10)) AS FLOAT64) / nullif(count(round(CAST(`rows`.v1 AS BIGNUMERIC), 10)), 0) AS m4
    FROM (
      SELECT CAST(datetime_trunc(CAST(datetime(timestamp(CAST(orders.ordered_at AS DATETIME), 'UTC'), 'Europe/London') AS DATETIME), MONTH) AS DATE) AS k1,
        orders.channel AS f1,
        orders.amount AS v1
      FROM orders
      WHERE datetime(timestamp(CAST(orders.ordered_at AS DATETIME), 'UTC'), 'Europe/London') < DATETIME '2024-06-01 00:00:00'
        AND datetime(timestamp(CAST(orders.ordered_at AS DATETIME), 'UTC'), 'Europe/London') >= DATETIME '2023-02-01 00:00:00'
        AND datetime(timestamp(CAST(orders.ordered_at AS DATETIME), 'UTC'), 'Europe/London') < DATETIME '2023-04-01 00:00:00'
    ) AS `rows`
    GROUP BY 1
  ) AS earlier
  JOIN (
    SELECT DATE '2023-02-01' AS was,
      DATE '2024-02-01' AS is_now
    UNION ALL
    SELECT DATE '2023-03-01' AS was,
      DATE '2024-03-01' AS is_now
  ) AS labels ON earlier.k1 = CAST(labels.was AS DATE)
  UNION ALL
  SELECT CAST(spine.label AS DATE) AS k1,
    NULL AS m1,
    NULL AS m2,
    NULL AS m3,
    NULL AS m4
  FROM (
    SELECT DATE '2024-02-01' AS label
    UNION ALL
    SELECT DATE '2024-03-01' AS label
  ) AS spine
) AS parts
GROUP BY k1
ORDER BY 1 ASC NULLS LAST

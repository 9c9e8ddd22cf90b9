SELECT k1 AS `time.month`,
  coalesce(max(m1), 0) AS web_revenue,
  coalesce(max(m2), 0) AS `web_revenue.previous`,
  coalesce(max(m1), 0) - coalesce(max(m2), 0) AS `web_revenue.change`,
  CAST(coalesce(max(m1), 0) - coalesce(max(m2), 0) AS Nullable(Float64)) / CAST(nullif(coalesce(max(m2), 0), 0) AS Nullable(Float64)) AS `web_revenue.change_pct`,
  max(m3) AS mean_amount,
  max(m4) AS `mean_amount.previous`,
  max(m3) - max(m4) AS `mean_amount.change`,
  CAST(max(m3) - max(m4) AS Nullable(Float64)) / CAST(nullif(max(m4), 0) AS Nullable(Float64)) AS `mean_amount.change_pct`
FROM (
  SELECT rows.k1 AS k1,
    sum(CAST(CASE WHEN (rows.f1 = 'web') THEN rows.v1 END AS Nullable(Decimal(38, 10)))) AS m1,
    NULL AS m2,
    CAST(sum(CAST(rows.v1 AS Nullable(Decimal(38, 10)))) AS Nullable(Float64)) / nullif(count(CAST(rows.v1 AS Nullable(Decimal(38, 10)))), 0) AS m3,
    NULL AS m4
  FROM (
    SELECT CAST(fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') AS Nullable(Date32)) - toIntervalDay(toDayOfMonth(CAST(fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') AS Nullable(Date32))) - 1) AS k1,
      orders.channel AS f1,
      orders.amount AS v1
    FROM orders
    WHERE fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') < toDateTime64('2024-06-01 00:00:00', 6, 'UTC')
      AND fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') >= toDateTime64('2024-02-01 00:00:00', 6, 'UTC')
      AND fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') < toDateTime64('2024-04-01 00:00:00', 6, 'UTC')
  ) AS rows
  GROUP BY 1
  UNION ALL
  SELECT CAST(labels.is_now AS Nullable(Date32)) AS k1,
    NULL,
    earlier.m2 AS m2,
    NULL,
    earlier.m4 AS m4
  FROM (
    SELECT rows.k1 AS k1,
      sum(CAST(CASE WHEN (rows.f1 = 'web') THEN rows.v1 END AS Nullable(Decimal(38, 10)))) AS m2,
      CAST(sum(CAST(rows.v1 AS Nullable(Decimal(38, 10)))) AS Nullable(Float64)) / nullif(count(CAST(rows.v1 AS Nullable(Decimal(38, 10)))), 0) AS m4
    FROM (
      SELECT CAST(fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') AS Nullable(Date32)) - toIntervalDay(toDayOfMonth(CAST(fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') AS Nullable(Date32))) - 1) AS k1,
        orders.channel AS f1,
        orders.amount AS v1
      FROM orders
      WHERE fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') < toDateTime64('2024-06-01 00:00:00', 6, 'UTC')
        AND fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') >= toDateTime64('2023-02-01 00:00:00', 6, 'UTC')
        AND fromUTCTimestamp(toUTCTimestamp(CAST(orders.ordered_at AS Nullable(DateTime64(6))), 'UTC'), 'Europe/London') < toDateTime64('2023-04-01 00:00:00', 6, 'UTC')
    ) AS rows
    GROUP BY 1
  ) AS earlier
  JOIN (
    SELECT toDate32('2023-02-01') AS was,
      toDate32('2024-02-01') AS is_now
    UNION ALL
    SELECT toDate32('2023-03-01') AS was,
      toDate32('2024-03-01') AS is_now
  ) AS labels ON earlier.k1 = CAST(labels.was AS Nullable(Date32))
  UNION ALL
  SELECT CAST(spine.label AS Nullable(Date32)) AS k1,
    NULL AS m1,
    NULL AS m2,
    NULL AS m3,
    NULL AS m4
  FROM (
    SELECT toDate32('2024-02-01') AS label
    UNION ALL
    SELECT toDate32('2024-03-01') AS label
  ) AS spine
) AS parts
GROUP BY k1
ORDER BY 1 ASC NULLS LAST SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, session_timezone = 'UTC'

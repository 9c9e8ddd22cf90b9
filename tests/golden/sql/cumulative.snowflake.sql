WITH each_day AS (
  SELECT w.mf_time_spine.ds AS moment
  FROM w.mf_time_spine
  WHERE w.mf_time_spine.ds < CAST('2041-01-01 00:00:00' AS TIMESTAMP_NTZ)
)
SELECT grouped.k1 AS "time.day",
  grouped.m1 AS trailing_2_months_revenue
FROM (
  SELECT CAST(date_trunc('day', each_day_1.moment) AS DATE) AS k1,
    sum(CAST(w.fct_revenue.revenue AS DECIMAL(38, 10))) AS m1
  FROM w.fct_revenue
  JOIN each_day AS each_day_1 ON CAST(date_trunc('day', CAST(CAST(date_trunc('day', CAST(w.fct_revenue.created_at AS TIMESTAMP_NTZ)) AS DATE) AS TIMESTAMP_NTZ)) AS DATE) <= each_day_1.moment AND CAST(date_trunc('day', CAST(CAST(date_trunc('day', CAST(w.fct_revenue.created_at AS TIMESTAMP_NTZ)) AS DATE) AS TIMESTAMP_NTZ)) AS DATE) > dateadd('month', -2, each_day_1.moment)
  WHERE (CAST(w.fct_revenue.created_at AS TIMESTAMP_NTZ) < CAST('2041-01-01 00:00:00' AS TIMESTAMP_NTZ) OR CAST(w.fct_revenue.created_at AS TIMESTAMP_NTZ) IS NULL)
    AND each_day_1.moment >= CAST('2020-03-05 00:00:00' AS TIMESTAMP_NTZ)
    AND each_day_1.moment < CAST('2021-01-05 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY 1
) AS grouped
ORDER BY 1 ASC NULLS LAST

WITH each_day AS (
  SELECT w.mf_time_spine.ds AS moment
  FROM w.mf_time_spine
  WHERE w.mf_time_spine.ds < '2041-01-01 00:00:00'
)
SELECT grouped.k1 AS "time.day",
  grouped.m1 AS trailing_2_months_revenue
FROM (
  SELECT CAST(date_trunc('day', each_day_1.moment) AS DATE) AS k1,
    sum(CAST(w.fct_revenue.revenue AS NUMERIC(38, 10))) AS m1
  FROM w.fct_revenue
  JOIN each_day AS each_day_1 ON CAST(date_trunc('day', CAST(CAST(date_trunc('day', CAST(w.fct_revenue.created_at AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) <= each_day_1.moment AND CAST(date_trunc('day', CAST(CAST(date_trunc('day', CAST(w.fct_revenue.created_at AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) AS TIMESTAMP WITHOUT TIME ZONE)) AS DATE) > (each_day_1.moment - INTERVAL '2 month')
  WHERE (CAST(w.fct_revenue.created_at AS TIMESTAMP WITHOUT TIME ZONE) < '2041-01-01 00:00:00' OR CAST(w.fct_revenue.created_at AS TIMESTAMP WITHOUT TIME ZONE) IS NULL)
    AND each_day_1.moment >= '2020-03-05 00:00:00'
    AND each_day_1.moment < '2021-01-05 00:00:00'
  GROUP BY 1
) AS grouped
ORDER BY 1 ASC NULLS LAST

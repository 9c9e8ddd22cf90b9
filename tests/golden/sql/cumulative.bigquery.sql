WITH each_day AS (
  SELECT mf_time_spine.ds AS moment
  FROM w.mf_time_spine
  WHERE mf_time_spine.ds < DATETIME '2041-01-01 00:00:00'
)
SELECT grouped.k1 AS time__day,
  grouped.m1 AS trailing_2_months_revenue
FROM (
  SELECT CAST(datetime_trunc(CAST(each_day_1.moment AS DATETIME), DAY) AS DATE) AS k1,
    sum(round(CAST(fct_revenue.revenue AS BIGNUMERIC), 10)) AS m1
  FROM w.fct_revenue
  JOIN each_day AS each_day_1 ON CAST(datetime_trunc(CAST(CAST(CAST(datetime_trunc(CAST(CAST(fct_revenue.created_at AS DATETIME) AS DATETIME), DAY) AS DATE) AS DATETIME) AS DATETIME), DAY) AS DATE) <= each_day_1.moment AND CAST(datetime_trunc(CAST(CAST(CAST(datetime_trunc(CAST(CAST(fct_revenue.created_at AS DATETIME) AS DATETIME), DAY) AS DATE) AS DATETIME) AS DATETIME), DAY) AS DATE) > datetime_sub(CAST(each_day_1.moment AS DATETIME), INTERVAL 2 MONTH)
  WHERE (CAST(fct_revenue.created_at AS DATETIME) < DATETIME '2041-01-01 00:00:00' OR CAST(fct_revenue.created_at AS DATETIME) IS NULL)
    AND each_day_1.moment >= DATETIME '2020-03-05 00:00:00'
    AND each_day_1.moment < DATETIME '2021-01-05 00:00:00'
  GROUP BY 1
) AS grouped
ORDER BY 1 ASC NULLS LAST

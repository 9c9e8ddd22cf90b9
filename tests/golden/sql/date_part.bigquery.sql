WITH each_day AS (
  SELECT mf_time_spine.ds AS moment
  FROM w.mf_time_spine
  WHERE mf_time_spine.ds < DATETIME '2041-01-01 00:00:00'
)
SELECT grouped.k1 AS time__extract_month,
  CASE WHEN (grouped.r1 IS NOT NULL) THEN grouped.m1 END AS bookings_5_day_lag
FROM (
  SELECT marked.k1 AS k1,
    marked.m1 AS m1,
    1 AS r1
  FROM (
    SELECT EXTRACT(MONTH FROM each_day_1.moment) AS k1,
      sum(1) AS m1
    FROM w.fct_bookings
    JOIN each_day AS each_day_1 ON CAST(datetime_trunc(CAST(CAST(CAST(datetime_trunc(CAST(CAST(fct_bookings.ds AS DATETIME) AS DATETIME), DAY) AS DATE) AS DATETIME) AS DATETIME), DAY) AS DATE) = datetime_sub(CAST(each_day_1.moment AS DATETIME), INTERVAL 5 DAY)
    WHERE CAST(fct_bookings.ds AS DATETIME) < DATETIME '2041-01-01 00:00:00'
      OR CAST(fct_bookings.ds AS DATETIME) IS NULL
    GROUP BY 1
  ) AS marked
) AS grouped
ORDER BY 1 ASC NULLS LAST

WITH each_day AS (
  SELECT w.mf_time_spine.ds AS moment
  FROM w.mf_time_spine
  WHERE w.mf_time_spine.ds < TIMESTAMP_NTZ '2041-01-01 00:00:00'
)
SELECT grouped.k1 AS `time.extract_month`,
  CASE WHEN (grouped.r1 IS NOT NULL) THEN grouped.m1 END AS bookings_5_day_lag
FROM (
  SELECT marked.k1 AS k1,
    marked.m1 AS m1,
    1 AS r1
  FROM (
    SELECT extract(month FROM each_day_1.moment) AS k1,
      sum(1) AS m1
    FROM w.fct_bookings
    JOIN each_day AS each_day_1 ON CAST(date_trunc('day', CAST(CAST(date_trunc('day', CAST(w.fct_bookings.ds AS TIMESTAMP_NTZ)) AS DATE) AS TIMESTAMP_NTZ)) AS DATE) = (each_day_1.moment - INTERVAL '5 day')
    WHERE CAST(w.fct_bookings.ds AS TIMESTAMP_NTZ) < TIMESTAMP_NTZ '2041-01-01 00:00:00'
      OR CAST(w.fct_bookings.ds AS TIMESTAMP_NTZ) IS NULL
    GROUP BY 1
  ) AS marked
) AS grouped
ORDER BY 1 ASC NULLS LAST

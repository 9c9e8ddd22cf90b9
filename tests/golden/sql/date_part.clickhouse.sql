WITH each_day AS (
  SELECT w.mf_time_spine.ds AS moment
  FROM w.mf_time_spine
  WHERE w.mf_time_spine.ds < toDateTime64('2041-01-01 00:00:00', 6, 'UTC')
)
SELECT grouped.k1 AS `time.extract_month`,
  CASE WHEN (grouped.r1 IS NOT NULL) THEN grouped.m1 END AS bookings_5_day_lag
FROM (
  SELECT marked.k1 AS k1,
    marked.m1 AS m1,
    1 AS r1
  FROM (
    SELECT toMonth(each_day_1.moment) AS k1,
      sum(1) AS m1
    FROM w.fct_bookings
    JOIN each_day AS each_day_1 ON CAST(CAST(CAST(CAST(w.fct_bookings.ds AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS Nullable(DateTime64(6))) AS Nullable(Date32)) = (each_day_1.moment - toIntervalDay(5))
    WHERE CAST(w.fct_bookings.ds AS Nullable(DateTime64(6))) < toDateTime64('2041-01-01 00:00:00', 6, 'UTC')
      OR CAST(w.fct_bookings.ds AS Nullable(DateTime64(6))) IS NULL
    GROUP BY 1
  ) AS marked
) AS grouped
ORDER BY 1 ASC NULLS LAST SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, session_timezone = 'UTC'

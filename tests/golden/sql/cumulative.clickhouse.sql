WITH each_day AS (
  SELECT w.mf_time_spine.ds AS moment
  FROM w.mf_time_spine
  WHERE w.mf_time_spine.ds < toDateTime64('2041-01-01 00:00:00', 6, 'UTC')
)
SELECT grouped.k1 AS `time.day`,
  grouped.m1 AS trailing_2_months_revenue
FROM (
  SELECT CAST(each_day_1.moment AS Nullable(Date32)) AS k1,
    sum(CAST(w.fct_revenue.revenue AS Nullable(Decimal(38, 10)))) AS m1
  FROM w.fct_revenue
  JOIN each_day AS each_day_1 ON CAST(CAST(CAST(CAST(w.fct_revenue.created_at AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS Nullable(DateTime64(6))) AS Nullable(Date32)) <= each_day_1.moment AND CAST(CAST(CAST(CAST(w.fct_revenue.created_at AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS Nullable(DateTime64(6))) AS Nullable(Date32)) > (each_day_1.moment - toIntervalMonth(2))
  WHERE (CAST(w.fct_revenue.created_at AS Nullable(DateTime64(6))) < toDateTime64('2041-01-01 00:00:00', 6, 'UTC') OR CAST(w.fct_revenue.created_at AS Nullable(DateTime64(6))) IS NULL)
    AND each_day_1.moment >= toDateTime64('2020-03-05 00:00:00', 6, 'UTC')
    AND each_day_1.moment < toDateTime64('2021-01-05 00:00:00', 6, 'UTC')
  GROUP BY 1
) AS grouped
ORDER BY 1 ASC NULLS LAST SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, session_timezone = 'UTC'

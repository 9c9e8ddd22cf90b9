WITH visible_visits_source AS (
  SELECT CAST(w.fct_visits.ds AS Nullable(DateTime64(6))) AS ds,
    w.fct_visits.referrer_id AS referrer_id,
    w.fct_visits.session_id AS session_id,
    w.fct_visits.user_id AS user_id,
    CAST(w.fct_visits.ds AS Nullable(DateTime64(6))) AS local_moment
  FROM w.fct_visits
  WHERE CAST(w.fct_visits.ds AS Nullable(DateTime64(6))) < toDateTime64('2041-01-01 00:00:00', 6, 'UTC')
    OR CAST(w.fct_visits.ds AS Nullable(DateTime64(6))) IS NULL
),
visible_buys_source AS (
  SELECT CAST(w.fct_buys.ds AS Nullable(DateTime64(6))) AS ds,
    w.fct_buys.ds_month AS ds_month,
    w.fct_buys.session_id AS session_id,
    w.fct_buys.user_id AS user_id,
    CAST(w.fct_buys.ds AS Nullable(DateTime64(6))) AS local_moment
  FROM w.fct_buys
  WHERE CAST(w.fct_buys.ds AS Nullable(DateTime64(6))) < toDateTime64('2041-01-01 00:00:00', 6, 'UTC')
    OR CAST(w.fct_buys.ds AS Nullable(DateTime64(6))) IS NULL
)
SELECT k1 AS `time.day`,
  CAST(max(m1) AS Nullable(Float64)) / CAST(nullif(max(m2), 0) AS Nullable(Float64)) AS visit_buy_conversion_rate_by_session
FROM (
  SELECT conversions.k1 AS k1,
    sum(CAST(conversions.m1 AS Nullable(Decimal(38, 10)))) AS m1,
    NULL AS m2
  FROM (
    SELECT attributed.k1 AS k1,
      attributed.m1 AS m1
    FROM (
      SELECT CAST(CAST(CAST(visible_visits_source.ds AS Nullable(Date32)) AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS k1,
        later_events.value AS m1,
        row_number() OVER (PARTITION BY later_events.event ORDER BY CAST(CAST(CAST(visible_visits_source.ds AS Nullable(Date32)) AS Nullable(DateTime64(6))) AS Nullable(Date32)) DESC, CAST(CAST(CAST(visible_visits_source.ds AS Nullable(Date32)) AS Nullable(DateTime64(6))) AS Nullable(Date32)) ASC NULLS LAST) AS place
      FROM visible_visits_source
      JOIN (
        SELECT row_number() OVER (ORDER BY CAST(CAST(CAST(visible_buys_source.ds AS Nullable(Date32)) AS Nullable(DateTime64(6))) AS Nullable(Date32))) AS event,
          CAST(CAST(CAST(visible_buys_source.ds AS Nullable(Date32)) AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS at,
          1 AS value,
          visible_buys_source.user_id AS c1,
          visible_buys_source.session_id AS c2
        FROM visible_buys_source
      ) AS later_events ON CAST(CAST(CAST(visible_visits_source.ds AS Nullable(Date32)) AS Nullable(DateTime64(6))) AS Nullable(Date32)) <= later_events.at AND CAST(CAST(CAST(visible_visits_source.ds AS Nullable(Date32)) AS Nullable(DateTime64(6))) AS Nullable(Date32)) > (later_events.at - toIntervalDay(7)) AND visible_visits_source.user_id = later_events.c1 AND visible_visits_source.session_id = later_events.c2
    ) AS attributed
    WHERE attributed.place = 1
  ) AS conversions
  GROUP BY conversions.k1
  UNION ALL
  SELECT CAST(CAST(CAST(CAST(w.fct_visits.ds AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS Nullable(DateTime64(6))) AS Nullable(Date32)) AS k1,
    NULL,
    sum(1) AS m2
  FROM w.fct_visits
  WHERE CAST(w.fct_visits.ds AS Nullable(DateTime64(6))) < toDateTime64('2041-01-01 00:00:00', 6, 'UTC')
    OR CAST(w.fct_visits.ds AS Nullable(DateTime64(6))) IS NULL
  GROUP BY 1
) AS parts
GROUP BY k1
ORDER BY 1 ASC NULLS LAST SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, prefer_column_name_to_alias = 1, enable_positional_arguments = 1, session_timezone = 'UTC'

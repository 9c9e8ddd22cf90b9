WITH visible_visits_source AS (
  SELECT CAST(w.fct_visits.ds AS TIMESTAMP_NTZ) AS ds,
    w.fct_visits.referrer_id AS referrer_id,
    w.fct_visits.session_id AS session_id,
    w.fct_visits.user_id AS user_id,
    CAST(w.fct_visits.ds AS TIMESTAMP_NTZ) AS local_moment
  FROM w.fct_visits
  WHERE CAST(w.fct_visits.ds AS TIMESTAMP_NTZ) < TIMESTAMP_NTZ '2041-01-01 00:00:00'
    OR CAST(w.fct_visits.ds AS TIMESTAMP_NTZ) IS NULL
),
visible_buys_source AS (
  SELECT CAST(w.fct_buys.ds AS TIMESTAMP_NTZ) AS ds,
    w.fct_buys.ds_month AS ds_month,
    w.fct_buys.session_id AS session_id,
    w.fct_buys.user_id AS user_id,
    CAST(w.fct_buys.ds AS TIMESTAMP_NTZ) AS local_moment
  FROM w.fct_buys
  WHERE CAST(w.fct_buys.ds AS TIMESTAMP_NTZ) < TIMESTAMP_NTZ '2041-01-01 00:00:00'
    OR CAST(w.fct_buys.ds AS TIMESTAMP_NTZ) IS NULL
)
SELECT k1 AS `time.day`,
  CAST(max(m1) AS DOUBLE) / CAST(nullif(max(m2), 0) AS DOUBLE) AS visit_buy_conversion_rate_by_session
FROM (
  SELECT conversions.k1 AS k1,
    sum(CAST(conversions.m1 AS DECIMAL(38, 10))) AS m1,
    NULL AS m2
  FROM (
    SELECT attributed.k1 AS k1,
      attributed.m1 AS m1
    FROM (
      SELECT CAST(date_trunc('day', CAST(CAST(date_trunc('day', visible_visits_source.ds) AS DATE) AS TIMESTAMP_NTZ)) AS DATE) AS k1,
        later_events.value AS m1,
        row_number() OVER (PARTITION BY later_events.event ORDER BY CAST(date_trunc('day', CAST(CAST(date_trunc('day', visible_visits_source.ds) AS DATE) AS TIMESTAMP_NTZ)) AS DATE) DESC, CAST(date_trunc('day', CAST(CAST(date_trunc('day', visible_visits_source.ds) AS DATE) AS TIMESTAMP_NTZ)) AS DATE) ASC NULLS LAST) AS place
      FROM visible_visits_source
      JOIN (
        SELECT row_number() OVER (ORDER BY CAST(date_trunc('day', CAST(CAST(date_trunc('day', visible_buys_source.ds) AS DATE) AS TIMESTAMP_NTZ)) AS DATE)) AS event,
          CAST(date_trunc('day', CAST(CAST(date_trunc('day', visible_buys_source.ds) AS DATE) AS TIMESTAMP_NTZ)) AS DATE) AS `at`,
          1 AS value,
          visible_buys_source.user_id AS c1,
          visible_buys_source.session_id AS c2
        FROM visible_buys_source
      ) AS later_events ON CAST(date_trunc('day', CAST(CAST(date_trunc('day', visible_visits_source.ds) AS DATE) AS TIMESTAMP_NTZ)) AS DATE) <= later_events.`at` AND CAST(date_trunc('day', CAST(CAST(date_trunc('day', visible_visits_source.ds) AS DATE) AS TIMESTAMP_NTZ)) AS DATE) > (later_events.`at` - INTERVAL '7 day') AND visible_visits_source.user_id = later_events.c1 AND visible_visits_source.session_id = later_events.c2
    ) AS attributed
    WHERE attributed.place = 1
  ) AS conversions
  GROUP BY conversions.k1
  UNION ALL
  SELECT CAST(date_trunc('day', CAST(CAST(date_trunc('day', CAST(w.fct_visits.ds AS TIMESTAMP_NTZ)) AS DATE) AS TIMESTAMP_NTZ)) AS DATE) AS k1,
    NULL,
    sum(1) AS m2
  FROM w.fct_visits
  WHERE CAST(w.fct_visits.ds AS TIMESTAMP_NTZ) < TIMESTAMP_NTZ '2041-01-01 00:00:00'
    OR CAST(w.fct_visits.ds AS TIMESTAMP_NTZ) IS NULL
  GROUP BY 1
) AS parts
GROUP BY k1
ORDER BY 1 ASC NULLS LAST

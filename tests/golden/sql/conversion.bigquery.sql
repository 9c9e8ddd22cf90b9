WITH visible_visits_source AS (
  SELECT CAST(fct_visits.ds AS DATETIME) AS ds,
    fct_visits.referrer_id AS referrer_id,
    fct_visits.session_id AS session_id,
    fct_visits.user_id AS user_id,
    CAST(fct_visits.ds AS DATETIME) AS local_moment
  FROM w.fct_visits
  WHERE CAST(fct_visits.ds AS DATETIME) < DATETIME '2041-01-01 00:00:00'
    OR CAST(fct_visits.ds AS DATETIME) IS NULL
),
visible_buys_source AS (
  SELECT CAST(fct_buys.ds AS DATETIME) AS ds,
    fct_buys.ds_month AS ds_month,
    fct_buys.session_id AS session_id,
    fct_buys.user_id AS user_id,
    CAST(fct_buys.ds AS DATETIME) AS local_moment
  FROM w.fct_buys
  WHERE CAST(fct_buys.ds AS DATETIME) < DATETIME '2041-01-01 00:00:00'
    OR CAST(fct_buys.ds AS DATETIME) IS NULL
)
SELECT k1 AS time__day,
  CAST(max(m1) AS FLOAT64) / CAST(nullif(max(m2), 0) AS FLOAT64) AS visit_buy_conversion_rate_by_session
FROM (
  SELECT conversions.k1 AS k1,
    sum(round(CAST(conversions.m1 AS BIGNUMERIC), 10)) AS m1,
    NULL AS m2
  FROM (
    SELECT attributed.k1 AS k1,
      attributed.m1 AS m1
    FROM (
      SELECT CAST(datetime_trunc(CAST(CAST(CAST(datetime_trunc(CAST(visible_visits_source.ds AS DATETIME), DAY) AS DATE) AS DATETIME) AS DATETIME), DAY) AS DATE) AS k1,
        later_events.value AS m1,
        row_number() OVER (PARTITION BY later_events.event ORDER BY CAST(datetime_trunc(CAST(CAST(CAST(datetime_trunc(CAST(visible_visits_source.ds AS DATETIME), DAY) AS DATE) AS DATETIME) AS DATETIME), DAY) AS DATE) DESC, CAST(datetime_trunc(CAST(CAST(CAST(datetime_trunc(CAST(visible_visits_source.ds AS DATETIME), DAY) AS DATE) AS DATETIME) AS DATETIME), DAY) AS DATE) ASC NULLS LAST) AS place
      FROM visible_visits_source
      JOIN (
        SELECT row_number() OVER (ORDER BY CAST(datetime_trunc(CAST(CAST(CAST(datetime_trunc(CAST(visible_buys_source.ds AS DATETIME), DAY) AS DATE) AS DATETIME) AS DATETIME), DAY) AS DATE)) AS event,
          CAST(datetime_trunc(CAST(CAST(CAST(datetime_trunc(CAST(visible_buys_source.ds AS DATETIME), DAY) AS DATE) AS DATETIME) AS DATETIME), DAY) AS DATE) AS `at`,
          1 AS value,
          visible_buys_source.user_id AS c1,
          visible_buys_source.session_id AS c2
        FROM visible_buys_source
      ) AS later_events ON CAST(datetime_trunc(CAST(CAST(CAST(datetime_trunc(CAST(visible_visits_source.ds AS DATETIME), DAY) AS DATE) AS DATETIME) AS DATETIME), DAY) AS DATE) <= later_events.`at` AND CAST(datetime_trunc(CAST(CAST(CAST(datetime_trunc(CAST(visible_visits_source.ds AS DATETIME), DAY) AS DATE) AS DATETIME) AS DATETIME), DAY) AS DATE) > datetime_sub(CAST(later_events.`at` AS DATETIME), INTERVAL 7 DAY) AND visible_visits_source.user_id = later_events.c1 AND visible_visits_source.session_id = later_events.c2
    ) AS attributed
    WHERE attributed.place = 1
  ) AS conversions
  GROUP BY conversions.k1
  UNION ALL
  SELECT CAST(datetime_trunc(CAST(CAST(CAST(datetime_trunc(CAST(CAST(fct_visits.ds AS DATETIME) AS DATETIME), DAY) AS DATE) AS DATETIME) AS DATETIME), DAY) AS DATE) AS k1,
    NULL,
    sum(1) AS m2
  FROM w.fct_visits
  WHERE CAST(fct_visits.ds AS DATETIME) < DATETIME '2041-01-01 00:00:00'
    OR CAST(fct_visits.ds AS DATETIME) IS NULL
  GROUP BY 1
) AS parts
GROUP BY k1
ORDER BY 1 ASC NULLS LAST

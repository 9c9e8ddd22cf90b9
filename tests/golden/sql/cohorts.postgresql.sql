WITH visible_orders AS (
  SELECT orders.id AS id,
    orders.customer_id AS customer_id,
    orders.product_id AS product_id,
    orders.bill_place AS bill_place,
    orders.ship_place AS ship_place,
    orders.channel AS channel,
    orders.amount AS amount,
    orders.gift AS gift,
    ((CAST(orders.ordered_at AS TIMESTAMP WITHOUT TIME ZONE) AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/London') AS ordered_at,
    ((CAST(orders.ordered_at AS TIMESTAMP WITHOUT TIME ZONE) AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/London') AS local_moment
  FROM orders
  WHERE ((CAST(orders.ordered_at AS TIMESTAMP WITHOUT TIME ZONE) AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/London') < '2024-06-01 00:00:00'
),
buyers_events AS (
  SELECT per_event.customer_id AS customer_id,
    per_event.id AS id,
    per_event.at AS at,
    per_event.kept_first_channel AS kept_first_channel,
    per_event.kept_last_channel AS kept_last_channel,
    per_event.kept_cohort AS kept_cohort,
    lead(per_event.at) OVER (PARTITION BY per_event.customer_id ORDER BY per_event.at, per_event.id) AS next_at,
    row_number() OVER (PARTITION BY per_event.customer_id ORDER BY per_event.at, per_event.id) AS nr
  FROM (
    SELECT visible_orders.customer_id AS customer_id,
      visible_orders.id AS id,
      min(visible_orders.local_moment) AS at,
      min(CAST(visible_orders.channel AS TEXT) COLLATE "C") AS kept_first_channel,
      max(CAST(visible_orders.channel AS TEXT) COLLATE "C") AS kept_last_channel,
      min(CAST(date_trunc('month', visible_orders.ordered_at) AS DATE)) AS kept_cohort
    FROM visible_orders
    WHERE visible_orders.amount > 0
      AND visible_orders.customer_id IS NOT NULL
    GROUP BY visible_orders.customer_id, visible_orders.id
  ) AS per_event
),
periods AS (
  SELECT CAST(given.label AS DATE) AS label,
    CAST(given.begins AS TIMESTAMP WITHOUT TIME ZONE) AS begins,
    CAST(given.ends AS TIMESTAMP WITHOUT TIME ZONE) AS ends,
    CAST(given.before AS TIMESTAMP WITHOUT TIME ZONE) AS before,
    CAST(given.top_begins AS TIMESTAMP WITHOUT TIME ZONE) AS top_begins
  FROM (
    VALUES ('2023-01-01', '2023-01-01 00:00:00', '2023-02-01 00:00:00', '2022-12-01 00:00:00', '2023-02-01 00:00:00'), ('2023-02-01', '2023-02-01 00:00:00', '2023-03-01 00:00:00', '2023-01-01 00:00:00', '2023-03-01 00:00:00'), ('2023-03-01', '2023-03-01 00:00:00', '2023-04-01 00:00:00', '2023-02-01 00:00:00', '2023-04-01 00:00:00')
  ) AS given (label, begins, ends, before, top_begins)
),
buyers_known AS (
  SELECT periods.label AS label,
    periods.begins AS begins,
    periods.ends AS ends,
    buyers_events.customer_id AS customer_id,
    min(buyers_events.at) AS first_at,
    max(buyers_events.at) AS last_at,
    max(CASE WHEN (buyers_events.at < periods.begins) THEN buyers_events.at END) AS last_before,
    min(CASE WHEN (buyers_events.at >= periods.begins) THEN buyers_events.at END) AS first_inside,
    count(CASE WHEN (buyers_events.at >= periods.begins) THEN 1 END) AS events_inside,
    count(CASE WHEN (buyers_events.at >= periods.before AND buyers_events.at < periods.begins) THEN 1 END) AS events_before,
    count(CASE WHEN ((CAST(periods.ends AS DATE) - CAST(buyers_events.at AS DATE)) >= 30 AND (CAST(periods.begins AS DATE) - CAST(buyers_events.at AS DATE)) < 30 AND (buyers_events.next_at IS NULL OR (CAST(buyers_events.next_at AS DATE) - CAST(buyers_events.at AS DATE)) >= 30)) THEN 1 END) AS gaps_ended,
    max(CASE WHEN (buyers_events.nr = 1) THEN buyers_events.kept_cohort END) AS kept_cohort
  FROM buyers_events
  JOIN periods ON buyers_events.at < periods.ends
  GROUP BY periods.label, periods.begins, periods.ends, buyers_events.customer_id
),
buyers_by_period AS (
  SELECT buyers_known.label AS label,
    buyers_known.begins AS begins,
    buyers_known.ends AS ends,
    buyers_known.customer_id AS customer_id,
    buyers_known.first_at AS first_at,
    buyers_known.last_at AS last_at,
    buyers_known.last_before AS last_before,
    buyers_known.first_inside AS first_inside,
    buyers_known.events_inside AS events_inside,
    buyers_known.events_before AS events_before,
    buyers_known.gaps_ended AS gaps_ended,
    buyers_known.kept_cohort AS kept_cohort
  FROM buyers_known
)
SELECT rows.k1 AS "customer.cohort",
  rows.k2 AS "time.month",
  CAST(coalesce(count(CASE WHEN rows.s1 THEN rows.v1 END), 0) AS DOUBLE PRECISION) / CAST(nullif(coalesce(count(rows.v1), 0), 0) AS DOUBLE PRECISION) AS cohort_share
FROM (
  SELECT buyers_by_period.kept_cohort AS k1,
    buyers_by_period.label AS k2,
    buyers_by_period.events_inside > 0 AS s1,
    1 AS v1
  FROM buyers_by_period
) AS rows
GROUP BY 1, 2
ORDER BY 2 ASC NULLS LAST, 1 ASC NULLS LAST

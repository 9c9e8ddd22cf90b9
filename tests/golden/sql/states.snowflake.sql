WITH visible_orders AS (
  SELECT orders.id AS id,
    orders.customer_id AS customer_id,
    orders.product_id AS product_id,
    orders.bill_place AS bill_place,
    orders.ship_place AS ship_place,
    orders.channel AS channel,
    orders.amount AS amount,
    orders.gift AS gift,
    convert_timezone('UTC', 'Europe/London', CAST(orders.ordered_at AS TIMESTAMP_NTZ)) AS ordered_at,
    convert_timezone('UTC', 'Europe/London', CAST(orders.ordered_at AS TIMESTAMP_NTZ)) AS local_moment
  FROM orders
  WHERE convert_timezone('UTC', 'Europe/London', CAST(orders.ordered_at AS TIMESTAMP_NTZ)) < CAST('2024-06-01 00:00:00' AS TIMESTAMP_NTZ)
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
      min(visible_orders.channel) AS kept_first_channel,
      max(visible_orders.channel) AS kept_last_channel,
      min(CAST(date_trunc('month', visible_orders.ordered_at) AS DATE)) AS kept_cohort
    FROM visible_orders
    WHERE visible_orders.amount > 0
      AND visible_orders.customer_id IS NOT NULL
    GROUP BY visible_orders.customer_id, visible_orders.id
  ) AS per_event
),
periods AS (
  SELECT CAST(given.label AS DATE) AS label,
    CAST(given.begins AS TIMESTAMP_NTZ) AS begins,
    CAST(given.ends AS TIMESTAMP_NTZ) AS ends,
    CAST(given.before AS TIMESTAMP_NTZ) AS before,
    CAST(given.top_begins AS TIMESTAMP_NTZ) AS top_begins
  FROM (
    VALUES (CAST('2024-03-01' AS DATE), CAST('2024-03-01 00:00:00' AS TIMESTAMP_NTZ), CAST('2024-04-01 00:00:00' AS TIMESTAMP_NTZ), CAST('2024-02-01 00:00:00' AS TIMESTAMP_NTZ), CAST('2024-02-01 00:00:00' AS TIMESTAMP_NTZ))
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
    count(CASE WHEN (datediff('day', CAST(buyers_events.at AS DATE), CAST(periods.ends AS DATE)) >= 30 AND datediff('day', CAST(buyers_events.at AS DATE), CAST(periods.begins AS DATE)) < 30 AND (buyers_events.next_at IS NULL OR datediff('day', CAST(buyers_events.at AS DATE), CAST(buyers_events.next_at AS DATE)) >= 30)) THEN 1 END) AS gaps_ended,
    count(CASE WHEN (buyers_events.at >= periods.top_begins) THEN 1 END) AS top_events,
    max(CASE WHEN (buyers_events.next_at IS NULL OR buyers_events.next_at >= periods.ends) THEN buyers_events.kept_last_channel END) AS kept_last_channel
  FROM buyers_events
  JOIN periods ON buyers_events.at < periods.ends
  GROUP BY periods.label, periods.begins, periods.ends, buyers_events.customer_id
),
buyers_daily AS (
  SELECT visible_orders.customer_id AS customer_id,
    CAST(visible_orders.local_moment AS DATE) AS day,
    sum(CAST(visible_orders.amount AS DECIMAL(38, 10))) AS amount
  FROM visible_orders
  JOIN buyers_events ON visible_orders.customer_id = buyers_events.customer_id AND buyers_events.nr = 1 AND visible_orders.local_moment >= buyers_events.at
  GROUP BY visible_orders.customer_id, CAST(visible_orders.local_moment AS DATE)
),
buyers_amounts AS (
  SELECT periods.label AS label,
    buyers_daily.customer_id AS customer_id,
    sum(buyers_daily.amount) AS amount_to_date,
    sum(CASE WHEN (buyers_daily.day >= periods.top_begins) THEN buyers_daily.amount END) AS top_value
  FROM buyers_daily
  JOIN periods ON buyers_daily.day < periods.ends
  GROUP BY periods.label, buyers_daily.customer_id
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
    buyers_known.top_events AS top_events,
    buyers_known.kept_last_channel AS kept_last_channel,
    buyers_amounts.amount_to_date AS amount_to_date,
    buyers_known.top_events > 0 AND (row_number() OVER (PARTITION BY buyers_known.label, buyers_known.top_events > 0 ORDER BY coalesce(buyers_amounts.top_value, 0) DESC, buyers_known.customer_id) - 1) * 5 < count(*) OVER (PARTITION BY buyers_known.label, buyers_known.top_events > 0) * 1 AS kept_best
  FROM buyers_known
  LEFT OUTER JOIN buyers_amounts ON buyers_known.label = buyers_amounts.label AND buyers_known.customer_id = buyers_amounts.customer_id
)
SELECT "rows".k1 AS "customer.last_channel",
  "rows".k2 AS "customer.best",
  coalesce(count(CASE WHEN "rows".s1 THEN "rows".v1 END), 0) AS newly_lapsed_buyers,
  coalesce(sum("rows".v2), 0) AS value_buyers
FROM (
  SELECT buyers_by_period.kept_last_channel AS k1,
    buyers_by_period.kept_best AS k2,
    buyers_by_period.gaps_ended > 0 AS s1,
    1 AS v1,
    buyers_by_period.amount_to_date AS v2
  FROM buyers_by_period
) AS "rows"
GROUP BY 1, 2
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST

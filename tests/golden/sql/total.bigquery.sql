SELECT coalesce(sum(round(CAST(`rows`.v1 AS BIGNUMERIC), 10)), 0) AS revenue,
  CAST(coalesce(sum(round(CAST(CASE WHEN (`rows`.f1 = 'tea') THEN `rows`.v1 END AS BIGNUMERIC), 10)), 0) AS FLOAT64) / CAST(nullif(coalesce(sum(round(CAST(`rows`.v1 AS BIGNUMERIC), 10)), 0), 0) AS FLOAT64) AS tea_share
FROM (
  SELECT order_product_1.category AS f1,
    orders.amount AS v1
  FROM orders
  LEFT OUTER JOIN products AS order_product_1 ON orders.product_id = order_product_1.id
  WHERE datetime(timestamp(CAST(orders.ordered_at AS DATETIME), 'UTC'), 'Europe/London') < DATETIME '2024-06-01 00:00:00'
    AND datetime(timestamp(CAST(orders.ordered_at AS DATETIME), 'UTC'), 'Europe/London') >= DATETIME '2024-03-01 00:00:00'
    AND datetime(timestamp(CAST(orders.ordered_at AS DATETIME), 'UTC'), 'Europe/London') < DATETIME '2024-04-01 00:00:00'
) AS `rows`

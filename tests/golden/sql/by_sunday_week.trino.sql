SELECT CAST(date_add('day', -1, CAST(date_trunc('week', date_add('day', 1, CAST(orders.moment AS TIMESTAMP(6)))) AS DATE)) AS DATE) AS "time.week",
  count(1) AS order_count
FROM orders
WHERE CAST(orders.moment AS TIMESTAMP(6)) < TIMESTAMP '2024-03-06 00:00:00'
  AND CAST(orders.moment AS TIMESTAMP(6)) >= TIMESTAMP '2024-02-04 00:00:00'
  AND CAST(orders.moment AS TIMESTAMP(6)) < TIMESTAMP '2024-03-03 00:00:00'
GROUP BY 1
ORDER BY 1 ASC NULLS LAST

SELECT CAST(dateadd('day', -1, CAST(date_trunc('week', dateadd('day', 1, CAST(orders.moment AS TIMESTAMP_NTZ))) AS DATE)) AS DATE) AS "time.week",
  count(1) AS order_count
FROM orders
WHERE CAST(orders.moment AS TIMESTAMP_NTZ) < CAST('2024-03-06 00:00:00' AS TIMESTAMP_NTZ)
  AND CAST(orders.moment AS TIMESTAMP_NTZ) >= CAST('2024-02-04 00:00:00' AS TIMESTAMP_NTZ)
  AND CAST(orders.moment AS TIMESTAMP_NTZ) < CAST('2024-03-03 00:00:00' AS TIMESTAMP_NTZ)
GROUP BY 1
ORDER BY 1 ASC NULLS LAST

-- Which users have the most overdue tasks: the first 100.
-- Scans: every task of the states, and the raw tail.
SELECT
    user_id,
    count(*) AS overdue_tasks,
    count_if(priority IN ('high', 'urgent')) AS high_or_urgent,
    max(days_overdue) AS longest_days_overdue
FROM tasks_overdue
GROUP BY user_id
ORDER BY overdue_tasks DESC, user_id
LIMIT 100

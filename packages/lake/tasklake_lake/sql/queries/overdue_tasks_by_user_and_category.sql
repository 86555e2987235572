-- Which users have the most overdue tasks, and of which categories: the first 200 rows.
-- Scans: every task of the states, and the raw tail.
SELECT user_id, category, overdue_tasks, longest_days_overdue
FROM (
    SELECT
        user_id,
        category,
        count(*) AS overdue_tasks,
        max(days_overdue) AS longest_days_overdue,
        sum(count(*)) OVER (PARTITION BY user_id) AS tasks_of_user
    FROM tasks_overdue
    GROUP BY user_id, category
) AS counted
ORDER BY tasks_of_user DESC, user_id, overdue_tasks DESC, category
LIMIT 200

-- Which users have the most overdue tasks, and of which categories: the first 200 rows, and one of all others.
-- Scans: every task of the states, and the raw tail.
WITH counted AS (
    SELECT
        user_id,
        category,
        count(*) AS overdue_tasks,
        max(days_overdue) AS longest_days_overdue,
        sum(count(*)) OVER (PARTITION BY user_id) AS tasks_of_user
    FROM tasks_overdue
    GROUP BY user_id, category
),
ranked AS (
    SELECT
        user_id,
        category,
        overdue_tasks,
        longest_days_overdue,
        row_number() OVER (ORDER BY tasks_of_user DESC, user_id, overdue_tasks DESC, category) AS place
    FROM counted
),
shown AS (
    SELECT
        CASE WHEN place <= 200 THEN user_id ELSE 'others' END AS user_id,
        CASE WHEN place <= 200 THEN category END AS category,
        overdue_tasks,
        longest_days_overdue,
        least(place, 201) AS place
    FROM ranked
)
SELECT
    user_id,
    category,
    sum(overdue_tasks) AS overdue_tasks,
    max(longest_days_overdue) AS longest_days_overdue
FROM shown
GROUP BY place, user_id, category
ORDER BY place, user_id, category

-- How many of the users who signed up in a week had a task of theirs changed in that week and in each one since.
-- Users who exist, and the whole history in two columns, are read.
SELECT
    sizes.sign_up_week,
    weeks.week,
    date_diff('week', sizes.sign_up_week, weeks.week) AS weeks_since,
    sizes.users,
    coalesce(active.users, 0) AS active_users,
    coalesce(active.users, 0) / CAST(sizes.users AS double) AS retention
FROM (
    SELECT CAST(date_trunc('week', created_at) AS date) AS sign_up_week, count(*) AS users
    FROM users
    GROUP BY CAST(date_trunc('week', created_at) AS date)
) AS sizes
CROSS JOIN UNNEST(
    sequence(CAST(date_trunc('week', current_date) AS date) - INTERVAL '7000' DAY, current_date, INTERVAL '7' DAY)
) AS weeks (week)
LEFT JOIN (
    SELECT
        CAST(date_trunc('week', u.created_at) AS date) AS sign_up_week,
        CAST(date_trunc('week', c.occurred_at) AS date) AS week,
        count(DISTINCT u.user_id) AS users
    FROM users AS u
    JOIN task_timeline AS c
    ON c.user_id = u.user_id
    GROUP BY CAST(date_trunc('week', u.created_at) AS date), CAST(date_trunc('week', c.occurred_at) AS date)
) AS active
ON active.sign_up_week = sizes.sign_up_week AND active.week = weeks.week
WHERE weeks.week >= sizes.sign_up_week

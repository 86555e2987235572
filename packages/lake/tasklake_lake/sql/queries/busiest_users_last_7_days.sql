-- Whose tasks changed most in the last 7 UTC days, today included: the first 100 users.
-- Scans: the changes of 7 days, and the raw tail.
SELECT
    user_id,
    sum(changes) AS changes,
    sum(created) AS created,
    sum(completed) AS completed,
    count(*) AS active_days
FROM user_activity_daily
WHERE day > current_date - INTERVAL '7' DAY
GROUP BY user_id
ORDER BY changes DESC, user_id
LIMIT 100

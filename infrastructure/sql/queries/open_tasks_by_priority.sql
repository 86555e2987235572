-- Tasks that are neither completed nor cancelled, by priority.
SELECT priority, count(*) AS tasks
FROM tasks
WHERE status IN ('pending', 'in_progress')
GROUP BY priority
ORDER BY tasks DESC

-- How many tasks are open, by priority, most urgent first.
-- Scans: every task of the states, and the raw tail.
SELECT
    priority,
    count(*) AS open_tasks,
    count_if(status = 'in_progress') AS in_progress,
    count_if(due_date < current_date) AS overdue
FROM tasks
WHERE status IN ('pending', 'in_progress')
GROUP BY priority
ORDER BY CASE priority WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 ELSE 4 END, priority

-- How fresh the lake is: the newest change of a task that has arrived.
SELECT max(occurred_at) AS newest_change, count(DISTINCT task_id) AS tasks_ever
FROM task_events

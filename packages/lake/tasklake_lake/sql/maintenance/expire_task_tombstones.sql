-- Tombstones go once nothing that is kept anywhere could bring their task back.
DELETE FROM task_states
WHERE op = 'delete' AND occurred_at < localtimestamp - INTERVAL '${tombstone_days}' DAY

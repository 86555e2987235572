-- Tombstones go once nothing that is kept anywhere could bring their user back.
DELETE FROM user_states
WHERE op = 'delete' AND occurred_at < localtimestamp - INTERVAL '${tombstone_days}' DAY

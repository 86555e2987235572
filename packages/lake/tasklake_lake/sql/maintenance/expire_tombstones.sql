-- Tombstones go once nothing that is kept anywhere could bring their ${entity} back.
DELETE FROM ${states}
WHERE op = 'delete' AND occurred_at < localtimestamp - INTERVAL '${tombstone_days}' DAY

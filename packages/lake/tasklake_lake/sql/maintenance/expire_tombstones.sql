-- Tombstones go once nothing that is kept anywhere could bring their ${entity} back.
-- Since the row was written, too: what a repair writes of a delete long ago meets copies that came with it.
DELETE FROM ${states}
WHERE op = 'delete'
    AND occurred_at < localtimestamp - INTERVAL '${tombstone_days}' DAY
    AND coalesce(ingested_at, occurred_at) < localtimestamp - INTERVAL '${tombstone_days}' DAY

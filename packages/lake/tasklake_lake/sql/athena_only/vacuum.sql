-- Drops old snapshots of ${table}, and the files that no snapshot has, where Glue's table optimizers do not run.
VACUUM ${table}

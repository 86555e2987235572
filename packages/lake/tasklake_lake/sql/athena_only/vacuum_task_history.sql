-- Drops old snapshots of the history, and the files that no snapshot has, where Glue's table optimizers do not run.
VACUUM task_history

"""Tasklake: a users-and-tasks REST API whose every change flows into a data lake that analysts query with SQL.

HTTP -> API -> table -> change stream -> ETL -> lake -> Athena, and the erasure of users reads the stream too. The
components below stand in the order in which they can be made: the lake before what writes to it, and the API last.
"""

from dataclasses import asdict

import pulumi

from infrastructure.analytics import Analytics, AnalyticsArgs
from infrastructure.api.canary import TAKES_BACK, Canary, CanaryArgs
from infrastructure.api.tasks_api import TasksApi, TasksApiArgs
from infrastructure.backup import Backup, BackupArgs
from infrastructure.encryption import encrypt_with
from infrastructure.erasure.lake_erasure import LakeErasure, LakeErasureArgs
from infrastructure.erasure.user_erasure import UserErasure, UserErasureArgs
from infrastructure.identity import Identity, IdentityArgs
from infrastructure.lake.data_lake import DataLake, DataLakeArgs
from infrastructure.maintenance.maintenance import Maintenance, MaintenanceArgs
from infrastructure.observability.observability import Observability, ObservabilityArgs
from infrastructure.observability.watched import Watched
from infrastructure.operators import Operators, OperatorsArgs
from infrastructure.protection import protect_what_is_kept
from infrastructure.settings import Settings
from infrastructure.stack_transformations import bound_every_role, tag_everything
from infrastructure.stream_etl import StreamEtl, StreamEtlArgs
from infrastructure.table import TasksTable, TasksTableArgs
from infrastructure.verification.lake_verification import LakeVerification, LakeVerificationArgs
from tasklake import keys

settings = Settings.load()
deployment = settings.deployment
tag_everything()
bound_every_role(settings.permissions_boundary_arn)
encrypt_with(settings.kms_key_arn)
protect_what_is_kept(deletion_protection=settings.deletion_protection)

identity = Identity("identity", IdentityArgs(deployment=deployment, settings=settings))
table = TasksTable(
    "tasks",
    TasksTableArgs(
        deployment=deployment,
        indexes=(*keys.INDEXES, keys.BY_UPDATE) if settings.delta_sync else keys.INDEXES,
        restores=settings.table_restores,
        released=settings.released_tables,
    ),
)
erasure = UserErasure(
    "user-erasure",
    UserErasureArgs(table=table, identity=identity, deployment=deployment, settings=settings),
)
lake = DataLake(
    "lake",
    DataLakeArgs(
        windows=settings.windows,
        snapshot_retention_days=settings.lake_snapshot_retention_days,
        version_retention_days=settings.lake_version_retention_days,
        deployment=deployment,
    ),
)
maintenance = Maintenance(
    "maintenance",
    MaintenanceArgs(
        lake=lake,
        deployment=deployment,
        interval_hours=settings.maintenance_interval_hours,
        bytes_scanned_cutoff=settings.maintenance_bytes_scanned_cutoff,
    ),
    # A statement that meets no table fails.
    opts=pulumi.ResourceOptions(depends_on=[lake]),
)
etl = StreamEtl(
    "stream-etl",
    StreamEtlArgs(table=table, lake=lake, deployment=deployment, settings=settings),
    # A row of a newer schema must meet neither an older table nor a merge that passes its new column over.
    opts=pulumi.ResourceOptions(depends_on=[lake, maintenance]),
)
api = TasksApi(
    "api",
    TasksApiArgs(table=table, identity=identity, deployment=deployment, settings=settings, sign_in=settings),
    # Nothing takes a write before there is somebody who reads it, of this release and whatever failed on the way.
    opts=pulumi.ResourceOptions(depends_on=[etl, erasure]),
)
Backup(
    "backup",
    BackupArgs(arns=[table.arn, lake.bucket.arn], retention_days=settings.backup_retention_days),
)
analytics = Analytics(
    "analytics",
    AnalyticsArgs(
        lake=lake,
        deployment=deployment,
        bytes_scanned_cutoff=settings.query_bytes_scanned_cutoff,
        scratch_days=settings.scratch_days,
    ),
)
verification = LakeVerification(
    "lake-verification",
    LakeVerificationArgs(
        table=table,
        lake=lake,
        maintenance=maintenance,
        rhythm=settings.lake_verification,
        etl_batch_window_seconds=settings.etl_batch_window_seconds,
        deployment=deployment,
    ),
    # A comparison that meets no view fails.
    opts=pulumi.ResourceOptions(depends_on=[lake]),
)
lake_erasure = LakeErasure(
    "lake-erasure",
    LakeErasureArgs(
        table=table,
        ledger=erasure.ledger,
        lake=lake,
        maintenance=maintenance,
        rhythm=settings.lake_erasure,
        quiet_days=settings.quiet_days,
        deployment=deployment,
    ),
    opts=pulumi.ResourceOptions(depends_on=[lake]),
)
observability = Observability(
    "observability",
    ObservabilityArgs(
        watched=Watched(
            identity=identity,
            api=api,
            table=table,
            erasure=erasure,
            etl=etl,
            maintenance=maintenance,
            analytics=analytics,
            verification=verification,
            lake_erasure=lake_erasure,
        ),
        settings=settings,
        log_retention_days=settings.log_retention_days,
    ),
)
if settings.api_rollout == "canary":
    Canary("canary", CanaryArgs(api.function, [observability.alarm_names[name] for name in TAKES_BACK]))
operators = Operators(
    "operators",
    OperatorsArgs(
        identity=identity,
        table=table,
        erasure=erasure,
        lake=lake,
        etl=etl,
        maintenance=maintenance,
        analytics=analytics,
        observability=observability,
        api=api,
        rollout=settings.api_rollout,
    ),
)

pulumi.export("api_url", api.url)
pulumi.export("user_pool_id", identity.user_pool_id)
pulumi.export("user_pool_client_id", api.client_id)
pulumi.export("app_client_ids", api.app_client_ids)
pulumi.export("sign_in_url", identity.sign_in_url)
pulumi.export("api_domain_target", api.domain_target)
pulumi.export("sign_in_domain_target", identity.sign_in_domain_target)
pulumi.export("table_name", table.name)
pulumi.export("table_generation", table.generation)
pulumi.export("lake_bucket", lake.bucket.name)
pulumi.export("failure_bucket", etl.failure_bucket.name)
pulumi.export("erasure_failure_bucket", erasure.failure_bucket.name)
pulumi.export("erasure_ledger", erasure.ledger.name)
pulumi.export("glue_database", lake.database)
pulumi.export("lake_windows", asdict(settings.windows))
pulumi.export("lake_snapshot_retention_days", settings.lake_snapshot_retention_days)
pulumi.export("etl_batch_window_seconds", settings.etl_batch_window_seconds)
pulumi.export("scratch_database", analytics.scratch.database)
pulumi.export("scratch_policy_arn", analytics.scratch.policy_arn)
pulumi.export("workgroup", analytics.workgroup)
pulumi.export("maintenance_workgroup", maintenance.workgroup)
pulumi.export("analyst_policy_arn", analytics.policy_arn)
pulumi.export("operator_policy_arn", operators.policy_arn)
pulumi.export("examiner_policy_arn", operators.examiner_policy_arn)
pulumi.export("importer_policy_arn", operators.importer_policy_arn)
pulumi.export("alarm_topic_arn", observability.topic_arn)
pulumi.export("api_function_name", api.function.name)
pulumi.export("stream_etl_function_name", etl.function.name)
pulumi.export("user_erasure_function_name", erasure.function.name)

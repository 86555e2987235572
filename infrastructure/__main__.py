"""Tasklake: a users-and-tasks REST API whose every change flows into a data lake that analysts query with SQL.

HTTP -> API -> table -> change stream -> ETL -> lake -> Athena, and the erasure of users reads the stream too. The
components below stand in the order in which they can be made: the lake before what writes to it, and the API last.
"""

from dataclasses import asdict

import pulumi

from infrastructure.analytics import Analytics
from infrastructure.api.canary import TAKES_BACK, Canary
from infrastructure.api.tasks_api import TasksApi
from infrastructure.backup import Backup
from infrastructure.components import Components
from infrastructure.encryption import encrypt_with
from infrastructure.erasure.lake_erasure import LakeErasure
from infrastructure.erasure.user_erasure import UserErasure
from infrastructure.identity import Identity
from infrastructure.lake.data_lake import DataLake
from infrastructure.lake_verification import LakeVerification
from infrastructure.maintenance.maintenance import Maintenance
from infrastructure.observability.observability import Observability
from infrastructure.operators import Operators
from infrastructure.protection import protect_what_is_kept
from infrastructure.settings import Settings
from infrastructure.stack_transformations import bound_every_role, tag_everything
from infrastructure.stream_etl import StreamEtl
from infrastructure.table import TasksTable
from tasklake import keys

settings = Settings.load()
deployment = settings.deployment
tag_everything()
bound_every_role(settings.permissions_boundary_arn)
encrypt_with(settings.kms_key_arn)
protect_what_is_kept(deletion_protection=settings.deletion_protection)

identity = Identity("identity", deployment=deployment, settings=settings)
table = TasksTable(
    "tasks",
    deployment=deployment,
    indexes=(*keys.INDEXES, keys.BY_UPDATE) if settings.delta_sync else keys.INDEXES,
    restores=settings.table_restores,
    released=settings.released_tables,
)
erasure = UserErasure(
    "user-erasure", table=table, identity=identity, deployment=deployment, settings=settings
)
lake = DataLake(
    "lake",
    windows=settings.windows,
    snapshot_retention_days=settings.lake_snapshot_retention_days,
    version_retention_days=settings.lake_version_retention_days,
    deployment=deployment,
)
maintenance = Maintenance(
    "maintenance",
    lake=lake,
    deployment=deployment,
    interval_hours=settings.maintenance_interval_hours,
    bytes_scanned_cutoff=settings.maintenance_bytes_scanned_cutoff,
    # A statement that meets no table fails.
    opts=pulumi.ResourceOptions(depends_on=[lake]),
)
etl = StreamEtl(
    "stream-etl",
    table=table,
    lake=lake,
    deployment=deployment,
    settings=settings,
    # A row of a newer schema must meet neither an older table nor a merge that passes its new column over.
    opts=pulumi.ResourceOptions(depends_on=[lake, maintenance]),
)
api = TasksApi(
    "api",
    table=table,
    identity=identity,
    deployment=deployment,
    settings=settings,
    sign_in=settings,
    # Nothing takes a write before there is somebody who reads it, of this release and whatever failed on the way.
    opts=pulumi.ResourceOptions(depends_on=[etl, erasure]),
)
Backup("backup", arns=[table.arn, lake.bucket.arn], retention_days=settings.backup_retention_days)
analytics = Analytics(
    "analytics",
    lake=lake,
    deployment=deployment,
    bytes_scanned_cutoff=settings.query_bytes_scanned_cutoff,
    scratch_days=settings.scratch_days,
)
verification = LakeVerification(
    "lake-verification",
    table=table,
    lake=lake,
    maintenance=maintenance,
    rhythm=settings.lake_verification,
    etl_batch_window_seconds=settings.etl_batch_window_seconds,
    deployment=deployment,
    # A comparison that meets no view fails.
    opts=pulumi.ResourceOptions(depends_on=[lake]),
)
lake_erasure = LakeErasure(
    "lake-erasure",
    table=table,
    ledger=erasure.ledger,
    lake=lake,
    maintenance=maintenance,
    rhythm=settings.lake_erasure,
    quiet_days=settings.quiet_days,
    deployment=deployment,
    opts=pulumi.ResourceOptions(depends_on=[lake]),
)
components = Components(
    identity=identity,
    api=api,
    table=table,
    lake=lake,
    erasure=erasure,
    etl=etl,
    maintenance=maintenance,
    analytics=analytics,
    verification=verification,
    lake_erasure=lake_erasure,
)
observability = Observability(
    "observability",
    watched=components,
    settings=settings,
    log_retention_days=settings.log_retention_days,
)
if settings.api_rollout == "canary":
    alarm_names = [observability.alarm_names[name] for name in TAKES_BACK]
    Canary("canary", function=api.function, alarm_names=alarm_names)
operators = Operators(
    "operators",
    components=components,
    topic_arn=observability.topic_arn,
    rollout=settings.api_rollout,
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

"""The components of a stack, for those that look at all of it."""

from dataclasses import dataclass

from infrastructure.analytics import Analytics
from infrastructure.api.tasks_api import TasksApi
from infrastructure.erasure.lake_erasure import LakeErasure
from infrastructure.erasure.user_erasure import UserErasure
from infrastructure.identity import Identity
from infrastructure.lake.data_lake import DataLake
from infrastructure.lake_verification import LakeVerification
from infrastructure.maintenance.maintenance import Maintenance
from infrastructure.stream_etl import StreamEtl
from infrastructure.table import TasksTable


@dataclass(frozen=True)
class Components:
    identity: Identity
    api: TasksApi
    table: TasksTable
    lake: DataLake
    erasure: UserErasure
    etl: StreamEtl
    maintenance: Maintenance
    analytics: Analytics
    verification: LakeVerification
    lake_erasure: LakeErasure

"""All controls."""

from typing import Final

from policy_pack.api import API
from policy_pack.buckets import BUCKETS
from policy_pack.cognito import COGNITO
from policy_pack.functions import FUNCTIONS
from policy_pack.identities import IDENTITIES
from policy_pack.operations import OPERATIONS
from policy_pack.tables import TABLES

CONTROLS: Final = (
    *API,
    *BUCKETS,
    *COGNITO,
    *FUNCTIONS,
    *IDENTITIES,
    *OPERATIONS,
    *TABLES,
)

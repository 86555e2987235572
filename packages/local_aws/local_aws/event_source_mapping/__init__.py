"""DynamoDB streams to Lambda functions, as AWS's event source mappings do it.

The emulator's own reader drops partly failed batches, never bisects and never gives up. So mappings are
created there disabled, and run here, from nothing but their description in the Lambda API.
"""

from local_aws.event_source_mapping.account import account_mappings, drain, open_mapping, run_mappings
from local_aws.event_source_mapping.errors import (
    EventSourceMappingError,
    MappingStoppedError,
    UnsupportedMappingError,
)
from local_aws.event_source_mapping.mapping import EventSourceMapping
from local_aws.event_source_mapping.progress import MappingProgress

__all__ = [
    "EventSourceMapping",
    "EventSourceMappingError",
    "MappingProgress",
    "MappingStoppedError",
    "UnsupportedMappingError",
    "account_mappings",
    "drain",
    "open_mapping",
    "run_mappings",
]

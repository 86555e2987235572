"""The configuration of an event source mapping, as the Lambda API describes it."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

from local_aws.event_source_mapping.errors import UnsupportedMappingError
from local_aws.event_source_mapping.filter_criteria import FilterCriteria

if TYPE_CHECKING:
    from types_boto3_lambda.type_defs import EventSourceMappingConfigurationTypeDef

STREAM_RETENTION_SECONDS = 24 * 60 * 60
_STREAM_ARN = re.compile(r"arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table/[^/]+/stream/.+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingConfiguration:
    """What one mapping does ("Lambda parameters for Amazon DynamoDB event source mappings").

    Attributes:
        parallelization_factor: How many batches of a shard are under way at once.
        maximum_retry_attempts: Per batch; -1 retries until the records expire.
        maximum_record_age_seconds: The stream's retention when the mapping sets no limit of its own.
        destination_arn: Where discarded batches go; None drops them.
    """

    uuid: str
    stream_arn: str
    function_arn: str
    starting_position: Literal["TRIM_HORIZON", "LATEST"]
    batch_size: int = 100
    batching_window_seconds: int = 0
    parallelization_factor: int = 1
    maximum_retry_attempts: int = -1
    maximum_record_age_seconds: int = STREAM_RETENTION_SECONDS
    bisect_batch_on_function_error: bool = False
    report_batch_item_failures: bool = False
    destination_arn: str | None = None
    filter_criteria: FilterCriteria

    @classmethod
    def from_api(cls, mapping: "EventSourceMappingConfigurationTypeDef") -> Self:
        """Read one entry of ListEventSourceMappings, or the answer of GetEventSourceMapping.

        Raises:
            UnsupportedMappingError: The source is no DynamoDB stream, a parameter is out of Lambda's range,
                or it asks for what is not followed here: tumbling windows, the emulator's
                own reader switched on.
        """
        uuid = mapping.get("UUID", "")
        stream_arn = mapping.get("EventSourceArn", "")
        if not _STREAM_ARN.fullmatch(stream_arn):
            raise UnsupportedMappingError(f"Mapping {uuid} reads {stream_arn}, which is no DynamoDB stream")
        position = mapping.get("StartingPosition")
        if position not in ("TRIM_HORIZON", "LATEST"):
            raise UnsupportedMappingError(
                f"Mapping {uuid} starts at {position}; a DynamoDB stream has TRIM_HORIZON and LATEST"
            )
        if mapping.get("State") != "Disabled":
            raise UnsupportedMappingError(
                f"Mapping {uuid} is {mapping.get('State')}, so the emulator reads the stream as well; "
                "create it with Enabled=False"
            )
        numbers = _Numbers(mapping)
        age = numbers.get("MaximumRecordAgeInSeconds", -1, lowest=60, highest=604_800, or_infinite=True)
        numbers.get("TumblingWindowInSeconds", 0, lowest=0, highest=0)
        return cls(
            uuid=uuid,
            stream_arn=stream_arn,
            function_arn=mapping.get("FunctionArn", ""),
            starting_position=position,
            batch_size=numbers.get("BatchSize", 100, lowest=1, highest=10_000),
            batching_window_seconds=numbers.get("MaximumBatchingWindowInSeconds", 0, lowest=0, highest=300),
            parallelization_factor=numbers.get("ParallelizationFactor", 1, lowest=1, highest=10),
            maximum_retry_attempts=numbers.get(
                "MaximumRetryAttempts", -1, lowest=0, highest=10_000, or_infinite=True
            ),
            maximum_record_age_seconds=STREAM_RETENTION_SECONDS
            if age == -1
            else min(age, STREAM_RETENTION_SECONDS),
            bisect_batch_on_function_error=mapping.get("BisectBatchOnFunctionError", False),
            report_batch_item_failures="ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", []),
            destination_arn=mapping.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"),
            filter_criteria=FilterCriteria(
                each.get("Pattern", "") for each in mapping.get("FilterCriteria", {}).get("Filters", [])
            ),
        )


class _Numbers:
    def __init__(self, mapping: "EventSourceMappingConfigurationTypeDef") -> None:
        self._mapping = mapping

    def get(self, name: str, default: int, *, lowest: int, highest: int, or_infinite: bool = False) -> int:
        value = self._mapping.get(name, default)
        if not isinstance(value, int):
            raise UnsupportedMappingError(f"{name} is {value!r}, not a whole number")
        if lowest <= value <= highest or (or_infinite and value == -1):
            return value
        allowed = f"{lowest} to {highest}" if lowest < highest else f"{lowest} only"
        raise UnsupportedMappingError(
            f"Mapping {self._mapping.get('UUID')}: {name} is {value}; {allowed}{', or -1' if or_infinite else ''}"
        )

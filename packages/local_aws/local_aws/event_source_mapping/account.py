"""The event source mappings of the local account."""

import time
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from local_aws.event_source_mapping.checkpoints import Checkpoints
from local_aws.event_source_mapping.configuration import MappingConfiguration
from local_aws.event_source_mapping.destinations import on_failure_destination
from local_aws.event_source_mapping.invocation import LambdaFunction
from local_aws.event_source_mapping.mapping import EventSourceMapping
from local_aws.event_source_mapping.stream_access import StreamAccess
from local_aws.event_source_mapping.stream_consumer import StreamConsumer
from local_aws.sessions import EmulatorSession

if TYPE_CHECKING:
    from types_boto3_lambda.type_defs import EventSourceMappingConfigurationTypeDef


def account_mappings(session: EmulatorSession, folder: Path) -> list[EventSourceMapping]:
    """Return every mapping the emulator knows of; see `open_mapping`."""
    pages = session.client("lambda").get_paginator("list_event_source_mappings").paginate()
    return [open_mapping(each, session, folder) for page in pages for each in page["EventSourceMappings"]]


@contextmanager
def run_mappings(mappings: Sequence[EventSourceMapping]) -> Generator[None]:
    """Run mappings from here to the end of the block.

    Raises:
        MappingStoppedError: One stopped by itself.
        TimeoutError: An invocation under way did not end in time.
    """
    with ExitStack() as stack:
        for mapping in mappings:
            stack.callback(mapping.stop)
            mapping.start()
        yield
    for mapping in mappings:
        mapping.raise_error()


def drain(mappings: Sequence[EventSourceMapping], timeout_seconds: float) -> None:
    """Return when nothing is left in the streams, nor of what the functions themselves have written meanwhile.

    Raises:
        TimeoutError: Something is left.
        MappingStoppedError: A mapping stopped by itself.
    """
    deadline = time.monotonic() + timeout_seconds
    batches = -1
    while batches != (batches := sum(mapping.progress().batches for mapping in mappings)):
        for mapping in mappings:
            mapping.wait_until_caught_up(deadline - time.monotonic())


def open_mapping(
    described: "EventSourceMappingConfigurationTypeDef", session: EmulatorSession, folder: Path
) -> EventSourceMapping:
    """Return a mapping ready to start.

    Args:
        described: The mapping as the Lambda API describes it.
        session: The emulator's root. The function's role is used where Lambda uses it: for the on-failure
            destination, and for the permission to read the stream.
        folder: Where the mapping keeps its checkpoints.

    Raises:
        UnsupportedMappingError: It cannot be followed; see `MappingConfiguration.from_api`.
        CheckpointError: What it kept in the folder is damaged.
    """
    configuration = MappingConfiguration.from_api(described)
    client = session.client("lambda")
    role_arn = client.get_function_configuration(FunctionName=configuration.function_arn)["Role"]
    role = EmulatorSession(session.endpoint_url, role_arn=role_arn)
    access = StreamAccess(session.client("iam"), role_arn=role_arn, stream_arn=configuration.stream_arn)
    consumer = StreamConsumer(
        mapping=configuration,
        streams=session.client("dynamodbstreams"),
        function=LambdaFunction(client, configuration.function_arn),
        destination=on_failure_destination(configuration.destination_arn, role)
        if configuration.destination_arn
        else None,
        checkpoints=Checkpoints(folder / f"{configuration.uuid}.json", configuration.stream_arn),
        check_access=access.check,
    )
    return EventSourceMapping(consumer)

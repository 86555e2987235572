"""What can go wrong with an event source mapping.

EventSourceMappingError
    UnsupportedMappingError     raised before it runs
        FilterPatternError
    CheckpointError
    StreamAccessDeniedError     stops a running mapping
    MappingStoppedError         how its owner hears of it
    StreamUnavailableError      retried, and logged
    NotInvokedError
    DestinationDeliveryError    counted, and logged
"""

from local_aws.errors import LocalAwsError


class EventSourceMappingError(LocalAwsError):
    """Anything an event source mapping cannot do."""


class UnsupportedMappingError(EventSourceMappingError):
    """The configuration is not one Lambda accepts, or not one this mapping follows."""


class FilterPatternError(UnsupportedMappingError):
    """A filter pattern is not one Lambda documents for DynamoDB streams."""


class CheckpointError(EventSourceMappingError):
    """The checkpoint file cannot be understood."""


class StreamAccessDeniedError(EventSourceMappingError):
    """The function's role may not read the stream."""


class MappingStoppedError(EventSourceMappingError):
    """The mapping stopped by itself; the cause says why."""


class StreamUnavailableError(EventSourceMappingError):
    """The stream could not be read this time."""


class NotInvokedError(EventSourceMappingError):
    """The function was not invoked: throttled, unreachable or refused, before its code ran."""


class DestinationDeliveryError(EventSourceMappingError):
    """The on-failure destination did not take a discarded batch."""

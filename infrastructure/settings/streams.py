"""The settings of a stack that say how changes come to the functions that read the stream."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from infrastructure.settings.values import MemoryMb, ReservedConcurrency
from infrastructure.stream_function import UNLIMITED_RETRIES, Delivery

LONGEST_RECORD_AGE_SECONDS: Final = 23 * 60 * 60
"""An hour less than the stream keeps a record: what it has dropped, no mapping can give to a failure bucket."""

type RecordAgeSeconds = Annotated[int, Field(ge=60, le=LONGEST_RECORD_AGE_SECONDS)]


class StreamSettings(BaseModel):
    """What `Settings` has of the two functions."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    etl_memory_mb: MemoryMb = 1024
    etl_reserved_concurrency: ReservedConcurrency = None
    erasure_reserved_concurrency: ReservedConcurrency = None

    etl_batch_size: Annotated[int, Field(ge=1, le=10_000)] = 1000
    etl_batch_window_seconds: Annotated[int, Field(ge=0, le=300)] = 60
    etl_maximum_record_age_seconds: RecordAgeSeconds = LONGEST_RECORD_AGE_SECONDS
    """How long a change is tried, however often; then it goes to the failure bucket with its payload."""

    erasure_memory_mb: MemoryMb = 512
    erasure_maximum_retry_attempts: Annotated[int, Field(ge=0, le=10_000)] = 10
    erasure_maximum_record_age_seconds: RecordAgeSeconds = LONGEST_RECORD_AGE_SECONDS
    """How long a marked profile is tried at the most; then it goes to the failure bucket, from where it can be resumed."""

    @property
    def etl_delivery(self) -> Delivery:
        return Delivery(
            batch_size=self.etl_batch_size,
            batch_window_seconds=self.etl_batch_window_seconds,
            # What fails a batch is S3, where given-up batches go too: to give up sooner than must be is to lose them.
            maximum_retry_attempts=UNLIMITED_RETRIES,
            maximum_record_age_seconds=self.etl_maximum_record_age_seconds,
        )

    @property
    def erasure_delivery(self) -> Delivery:
        return Delivery(
            # One user's erasure takes as long as an invocation may, and fails for itself alone.
            batch_size=1,
            batch_window_seconds=0,
            maximum_retry_attempts=self.erasure_maximum_retry_attempts,
            maximum_record_age_seconds=self.erasure_maximum_record_age_seconds,
        )

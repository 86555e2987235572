"""Reading one shard from a position on."""

import logging
from typing import TYPE_CHECKING

from local_aws.event_source_mapping.checkpoints import AT, TRIM_HORIZON
from local_aws.event_source_mapping.errors import StreamUnavailableError
from local_aws.event_source_mapping.records import StreamRecord
from local_aws.event_source_mapping.shards import stream_errors

if TYPE_CHECKING:
    from types_boto3_dynamodbstreams import DynamoDBStreamsClient
    from types_boto3_dynamodbstreams.type_defs import GetRecordsOutputTypeDef

_log = logging.getLogger(__name__)
_ITERATORS_PER_READ = 3


class ShardReader:
    """Pages of records, in order, across iterators that expire.

    Attributes:
        position: The sequence number of the last record read, or where reading began.
        closed: Whether the shard has ended and all of it is read.
        trims: How often the record to read next had been trimmed from the stream.
    """

    def __init__(
        self,
        client: "DynamoDBStreamsClient",
        *,
        stream_arn: str,
        shard_id: str,
        position: str,
    ) -> None:
        """Read from `position` on; see `Checkpoints`."""
        self._client = client
        self._stream_arn = stream_arn
        self._shard_id = shard_id
        self._iterator: str | None = None
        self._from_trim_horizon = position == TRIM_HORIZON
        self.position = position
        self.closed = False
        self.trims = 0

    def read(self) -> list[StreamRecord]:
        """Return the next records, or none when there are none now.

        A position past the stream's 24 h retention is a loss: that is logged, and reading goes on with the
        oldest record there is.

        Raises:
            StreamUnavailableError: The stream did not answer.
        """
        records = self._read_stream()
        if records:
            self.position = records[-1].sequence_number
            self._from_trim_horizon = False
        return records

    def _read_stream(self) -> list[StreamRecord]:
        for _ in range(_ITERATORS_PER_READ):
            answer = self._next_page()
            if answer is not None:
                self._iterator = answer.get("NextShardIterator")
                self.closed = "NextShardIterator" not in answer
                return [StreamRecord.from_api(record, self._stream_arn) for record in answer["Records"]]
        raise StreamUnavailableError(f"Shard {self._shard_id} hands out iterators that do not work")

    def _next_page(self) -> "GetRecordsOutputTypeDef | None":
        """Return None when another iterator is needed first."""
        try:
            with stream_errors():
                self._iterator = self._iterator or self._open()
                return self._client.get_records(ShardIterator=self._iterator)
        except self._client.exceptions.ExpiredIteratorException:
            self._iterator = None
        except self._client.exceptions.TrimmedDataAccessException:
            self._note_trim()
            self._from_trim_horizon = True
            self._iterator = None
        return None

    def _note_trim(self) -> None:
        self.trims += 1
        _log.error(
            "Changes may be LOST: shard %s was to be read on from %s, and the stream no longer has what comes there. "
            "Reading goes on with the oldest record left.",
            self._shard_id,
            self.position,
        )

    def _open(self) -> str:
        if self._from_trim_horizon:
            answer = self._client.get_shard_iterator(
                StreamArn=self._stream_arn, ShardId=self._shard_id, ShardIteratorType="TRIM_HORIZON"
            )
        else:
            answer = self._client.get_shard_iterator(
                StreamArn=self._stream_arn,
                ShardId=self._shard_id,
                ShardIteratorType="AT_SEQUENCE_NUMBER"
                if self.position.startswith(AT)
                else "AFTER_SEQUENCE_NUMBER",
                SequenceNumber=self.position.removeprefix(AT),
            )
        return answer["ShardIterator"]


def read_to_tip(reader: ShardReader) -> list[StreamRecord]:
    """Return everything there is to read now."""
    records: list[StreamRecord] = []
    while page := reader.read():
        records += page
        if reader.closed:
            break
    return records

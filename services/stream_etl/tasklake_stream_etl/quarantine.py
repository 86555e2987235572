"""Records that could not be understood, whole and with the reason, as JSON lines."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tasklake_stream_etl.stream_records import MalformedRecordError, Record, sequence_numbers, stream_records

CONTENT_TYPE: Final = "application/x-ndjson"


@dataclass(frozen=True, slots=True)
class QuarantinedRecord:
    reason: str
    record: Record

    @property
    def sequence_number(self) -> str | None:
        """The record's sequence number, where it has one."""
        try:
            return sequence_numbers(stream_records([self.record]))[0]
        except MalformedRecordError:
            return None


def json_lines(quarantined: Iterable[QuarantinedRecord]) -> bytes:
    """Return a line of `{"reason": ..., "record": ...}` for each record, in order."""
    return b"".join(
        json.dumps({"reason": each.reason, "record": each.record}, separators=(",", ":")).encode() + b"\n"
        for each in quarantined
    )

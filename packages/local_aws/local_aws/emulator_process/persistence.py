"""What outlives the process: objects that the disk took, and streams, of which ministack saves no record."""

import time
from typing import Any, cast

# ruff: noqa: SLF001 - ministack's streams have no public face


def save_streams() -> None:
    """Let the records of the streams be saved and loaded with everything else, and be read on after the newest one gone.

    Who has read up to a record that the stream has dropped since has missed nothing, unless one that came after it was
    dropped too. ministack refuses both alike.
    """
    from ministack.core import responses  # noqa: PLC0415 - the importer says when # pyright: ignore[reportMissingTypeStubs]
    from ministack.services import dynamodb, dynamodb_streams  # noqa: PLC0415 - as above # pyright: ignore[reportMissingTypeStubs]

    tables: Any = dynamodb
    streams: Any = dynamodb_streams
    newest_trimmed: Any = responses.AccountRegionScopedDict()
    stores: dict[str, Any] = {
        "records": tables._stream_records,
        "trimmed": tables._stream_trimmed,
        "newest_trimmed": newest_trimmed,
    }
    trim, open_iterator = tables._trim_stream_records, streams._get_shard_iterator

    def load(saved: dict[str, Any]) -> None:
        for name, store in stores.items():
            store.update(saved[name])

    def trim_and_remember(table: str, *, account_id: str | None = None, region: str | None = None) -> None:
        account, region = account_id or responses.get_account_id(), region or responses.get_region()
        oldest_kept = time.time() - tables._STREAM_RETENTION_SECONDS
        for record in tables._stream_records.get_scoped(account, region, table) or ():
            if not tables._record_age_cutoff(record, oldest_kept):
                break
            newest_trimmed.set_scoped(account, region, table, record["dynamodb"]["SequenceNumber"])
        trim(table, account_id=account, region=region)

    def open_after(request: dict[str, Any]) -> object:
        table = streams._table_from_stream_arn(request.get("StreamArn") or "")
        tables.stream_start_position(table)  # trims
        is_newest_gone = request.get("SequenceNumber") == newest_trimmed.get(table, "")
        if is_newest_gone and request.get("ShardIteratorType") == "AFTER_SEQUENCE_NUMBER":
            request = request | {"ShardIteratorType": "TRIM_HORIZON"}
        return open_iterator(request)

    tables._trim_stream_records, streams._get_shard_iterator = trim_and_remember, open_after
    streams.get_state, streams.load_persisted_state = lambda: stores, load


def refuse_unwritten_objects() -> None:
    """Let a request fail whose object does not reach the disk: ministack would say yes and forget it when it stops."""
    from ministack.services import s3  # noqa: PLC0415 - the importer says when # pyright: ignore[reportMissingTypeStubs]

    write = getattr(s3, name := "_persist_object")

    def write_or_fail(bucket: str, key: str, stored: Any) -> None:  # noqa: ANN401 - ministack's
        write(bucket, key, stored)
        # It logs what went wrong, and lets go of the content once that is on disk.
        if isinstance(stored, dict) and cast("dict[str, object]", stored).get("body") is not None:
            raise OSError(f"s3://{bucket}/{key} was not written")

    setattr(s3, name, write_or_fail)

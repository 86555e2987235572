"""Objects that the disk did not take."""

from typing import Any, cast


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

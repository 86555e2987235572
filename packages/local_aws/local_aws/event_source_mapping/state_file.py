"""A small file of JSON about one stream."""

import json
from pathlib import Path
from typing import Any

from local_aws.event_source_mapping.errors import CheckpointError


class StateFile:
    """A JSON object, replaced as a whole so that a reader never finds half of it."""

    def __init__(self, path: Path, stream_arn: str) -> None:
        self._path = path
        self._stream_arn = stream_arn

    def read(self) -> Any:  # noqa: ANN401 - whatever was written; the caller knows what
        """Return what was last written, None when that is nothing or about another stream.

        Raises:
            CheckpointError: The file was not written here.
        """
        try:
            saved = json.loads(self._path.read_bytes())
            return saved["state"] if saved["stream_arn"] == self._stream_arn else None
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise CheckpointError(
                f"{self._path} is damaged. Delete it to have the mapping start as if it were new."
            ) from error

    def write(self, state: object) -> None:
        """Replace the file."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_name(self._path.name + ".new")
        beside.write_text(json.dumps({"stream_arn": self._stream_arn, "state": state}))
        beside.replace(self._path)

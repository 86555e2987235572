"""The streams of a stopped emulator, made older."""

import json
import time
from collections.abc import Collection
from pathlib import Path

DAY = 24 * 60 * 60


def age(state_dir: Path, numbers: Collection[str]) -> None:
    """Make the records of these sequence numbers older than a stream keeps them."""
    file = state_dir / "services" / "dynamodb_streams.json"

    def aged(document: dict[str, object]) -> dict[str, object]:
        if document.get("SequenceNumber") in numbers:
            document["ApproximateCreationDateTime"] = int(time.time()) - DAY - 60
        return document

    file.write_text(json.dumps(json.loads(file.read_text(), object_hook=aged)))

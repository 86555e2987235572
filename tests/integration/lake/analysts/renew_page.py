"""Writes the generated parts of docs/analysts.md anew, as `make docs` does."""

import socket
from pathlib import Path
from tempfile import TemporaryDirectory

from local_aws.emulator import Emulator
from tests.integration.lake.analysts.example_lake import fill
from tests.integration.lake.analysts.page import PAGE, answered_sections, declared_sections, with_sections
from tests.integration.lake.realized_lake import realize_lake


def main() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with TemporaryDirectory() as name:
        folder = Path(name)
        with Emulator(port=port, state_dir=folder / "state", logs_dir=folder / "logs") as emulator:
            lake = realize_lake("analysts", emulator.session(), folder)
            fill(lake)
            sections = {**declared_sections(), **answered_sections(lake)}
    PAGE.write_text(with_sections(PAGE.read_text(encoding="utf-8"), sections), encoding="utf-8")


if __name__ == "__main__":
    main()

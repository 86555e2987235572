"""Writes the generated parts of docs/analysts.md anew, as `make docs` does."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.integration.lake.analysts.example_lake import fill
from tests.integration.lake.analysts.page import PAGE, answered_sections, declared_sections, with_sections
from tests.integration.lake.realized_lake import realize_lake
from tests.local_emulator import emulator_in


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        with emulator_in(folder) as emulator:
            lake = realize_lake("analysts", emulator.session(), folder)
            fill(lake)
            sections = {**declared_sections(), **answered_sections(lake)}
    PAGE.write_text(with_sections(PAGE.read_text(encoding="utf-8"), sections), encoding="utf-8")


if __name__ == "__main__":
    main()

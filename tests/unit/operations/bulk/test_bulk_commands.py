"""What `tasklake import` says in the end, and what `tasklake export` leaves when it fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tasklake_operations.bulk import Outcome, Verdict
from tasklake_operations.cli.bulk import ExportError, RefusedLinesError, report, write_file


def test_refused_lines_are_named_all_are_counted_and_the_command_fails(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcomes = [
        Outcome(1, Verdict.IMPORTED),
        Outcome(2, Verdict.REFUSED, "There is no user x."),
        Outcome(3, Verdict.SKIPPED),
    ]
    with pytest.raises(RefusedLinesError, match="run it again"):
        report(outcomes, dry_run=False)
    said = capsys.readouterr()
    assert said.err == "line 2: There is no user x.\n"
    assert said.out == "Imported: 1, skipped: 1, refused: 1.\n"


def test_an_import_that_is_cut_off_counts_what_it_has_done(capsys: pytest.CaptureFixture[str]) -> None:
    def cut() -> Iterator[Outcome]:
        yield Outcome(1, Verdict.IMPORTED)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        report(cut(), dry_run=False)
    assert capsys.readouterr().out == "Imported: 1, skipped: 0, refused: 0.\n"


def test_an_export_that_is_cut_off_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    def cut() -> Iterator[bytes]:
        yield b"a line\n"
        raise KeyboardInterrupt

    out = tmp_path / "tasks.jsonl"
    write_file(out, [b"earlier\n"])
    with pytest.raises(KeyboardInterrupt):
        write_file(out, cut())
    assert out.read_bytes() == b"earlier\n"
    with pytest.raises(ExportError, match="cannot be written"):
        write_file(tmp_path / "missing" / "tasks.jsonl", [])

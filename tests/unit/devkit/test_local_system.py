from dataclasses import replace
from pathlib import Path

import pytest

from local_aws import LocalAws
from local_aws.event_source_mapping import MappingProgress
from tasklake_devkit.local_system import LocalSystem
from tasklake_devkit.workspace import StateFolder

NOTHING_LOST = MappingProgress(
    delivered=0,
    batches=0,
    filtered=0,
    discarded=0,
    destination_delivery_failures=0,
    trims=0,
    iterator_age_seconds=0,
    caught_up=True,
    positions={},
)


@pytest.mark.parametrize(
    "loss", [replace(NOTHING_LOST, trims=1), replace(NOTHING_LOST, destination_delivery_failures=1)]
)
def test_a_loss_is_told_once_in_one_line_that_names_the_command_that_mends_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, loss: MappingProgress
) -> None:
    said: list[str] = []
    system = LocalSystem(StateFolder(tmp_path), port=1, report=said.append)
    looks = iter([NOTHING_LOST, loss, loss])

    def check(_: LocalAws) -> None: ...

    def progress(_: LocalAws) -> list[MappingProgress]:
        return [next(looks)]

    monkeypatch.setattr(LocalAws, "check", check)
    monkeypatch.setattr(LocalAws, "progress", progress)

    for _ in range(3):
        system.check()

    (line,) = said
    assert "tasklake lake repair" in line
    assert "\n" not in line


def test_what_is_not_drained_in_time_is_told_with_where_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []
    system = LocalSystem(StateFolder(tmp_path), port=1, report=said.append)

    def drain(_: LocalAws, timeout_seconds: float) -> None:
        raise TimeoutError(timeout_seconds)

    monkeypatch.setattr(LocalAws, "drain", drain)
    system.drain()

    assert said == ["Not every change has reached the lake: the next `tasklake up` goes on with them."]

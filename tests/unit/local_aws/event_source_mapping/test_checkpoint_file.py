import json
from pathlib import Path

import pytest

from local_aws.event_source_mapping.checkpoints import Checkpoints
from local_aws.event_source_mapping.errors import CheckpointError
from tests.unit.local_aws.event_source_mapping.fakes import STREAM_ARN


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints" / "mapping.json"


def test_positions_survive_a_restart(path: Path) -> None:
    before = Checkpoints(path, STREAM_ARN)
    before.save("shard-1", "100")
    before.save("shard-1", "200")
    before.save("shard-2", "TRIM_HORIZON")

    assert Checkpoints(path, STREAM_ARN).positions() == {"shard-1": "200", "shard-2": "TRIM_HORIZON"}


def test_the_file_is_replaced_as_a_whole(path: Path) -> None:
    checkpoints = Checkpoints(path, STREAM_ARN)
    checkpoints.save("shard-1", "100")
    inode = path.stat().st_ino

    checkpoints.save("shard-1", "200")

    assert path.stat().st_ino != inode
    assert [each.name for each in path.parent.iterdir()] == ["mapping.json"]
    assert json.loads(path.read_text()) == {"stream_arn": STREAM_ARN, "state": {"shard-1": "200"}}


def test_shards_that_are_gone_are_forgotten(path: Path) -> None:
    checkpoints = Checkpoints(path, STREAM_ARN)
    checkpoints.save("old", "SHARD_END")
    checkpoints.save("new", "100")

    checkpoints.retain(["new"])

    assert Checkpoints(path, STREAM_ARN).positions() == {"new": "100"}


def test_positions_in_another_stream_do_not_count(path: Path) -> None:
    Checkpoints(path, "arn:of:the:dropped:table").save("shard-1", "100")

    assert Checkpoints(path, STREAM_ARN).positions() == {}


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", f'{{"stream_arn": "{STREAM_ARN}"}}'])
def test_a_damaged_file_is_refused_by_name(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)

    with pytest.raises(CheckpointError, match=r"mapping\.json is damaged\. Delete it"):
        Checkpoints(path, STREAM_ARN)


def test_a_position_that_the_disk_does_not_take_is_written_later(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    checkpoints = Checkpoints(path, STREAM_ARN)
    path.parent.touch()  # no file can be made below a file
    for position in ("100", "200", "200"):
        checkpoints.save("shard-1", position)

    assert checkpoints.positions() == {"shard-1": "200"}
    assert len(caplog.records) == 1

    path.parent.unlink()
    checkpoints.save("shard-1", "200")
    assert Checkpoints(path, STREAM_ARN).positions() == {"shard-1": "200"}

import json
from pathlib import Path

import pytest

from local_aws.realizer.state import ResourceState, StateFile

QUEUE = ResourceState(
    id="http://127.0.0.1:4566/000000000000/dlq",
    inputs={"name": "dlq", "delaySeconds": 5},
    outputs={"url": "http://127.0.0.1:4566/000000000000/dlq"},
    complete=False,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "emulator" / "resources.json"


def test_every_resource_is_on_disk_at_once(path: Path) -> None:
    state = StateFile(path, "http://127.0.0.1:4566")
    state.put("urn:a", QUEUE)
    state.put("urn:b", QUEUE)
    assert list(json.loads(path.read_text())) == ["urn:a", "urn:b"]
    assert [file.name for file in path.parent.iterdir()] == ["resources.json"]


def test_id_and_outputs_follow_the_emulator_to_another_port(path: Path) -> None:
    StateFile(path, "http://127.0.0.1:4566").put("urn:dlq", QUEUE)
    moved = StateFile(path, "http://127.0.0.1:5000").get("urn:dlq")
    assert moved == ResourceState(
        id="http://127.0.0.1:5000/000000000000/dlq",
        inputs={"name": "dlq", "delaySeconds": 5},
        outputs={"url": "http://127.0.0.1:5000/000000000000/dlq"},
        complete=False,
    )

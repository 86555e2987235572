from pathlib import Path

import pytest

from tests.integration.operations.deployed.fake_pulumi import FakePulumi


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePulumi:
    return FakePulumi(tmp_path, monkeypatch)

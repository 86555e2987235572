from pathlib import Path

import pytest

from tasklake_devkit.sessions import EmulatorSession
from tests.integration.event_source_mapping.source import Source, make_source


@pytest.fixture
def source(session: EmulatorSession, tmp_path: Path) -> Source:
    return make_source(session, tmp_path)

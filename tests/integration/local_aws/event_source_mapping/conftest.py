from pathlib import Path

import pytest

from local_aws.sessions import EmulatorSession
from tests.integration.local_aws.event_source_mapping.source import Source, make_source


@pytest.fixture
def source(session: EmulatorSession, tmp_path: Path) -> Source:
    return make_source(session, tmp_path)

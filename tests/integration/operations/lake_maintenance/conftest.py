from pathlib import Path
from uuid import uuid4

import pytest

from local_aws.sessions import EmulatorSession
from tests.integration.lake.realized_lake import Lake, realize_lake


@pytest.fixture
def lake(session: EmulatorSession, tmp_path: Path) -> Lake:
    """An empty lake of this test's own. It is 10 March 2026, 12:00 UTC."""
    return realize_lake(f"lake{uuid4().hex[:12]}", session, tmp_path)

import gc
from collections.abc import Iterator
from types import ModuleType

import pytest
from moto import mock_aws

from tests.integration.functions import load
from tests.integration.stream_etl.function import StreamEtlFunction

VARIABLES = {"LAKE_BUCKET": "lake", "FAILURE_BUCKET": "failures", "TABLE_NAMES": "tasklake"}


@pytest.fixture(scope="module")
def handler() -> Iterator[ModuleType]:
    """Return the handler's module, loaded once as in one execution environment."""
    with pytest.MonkeyPatch.context() as patch:
        yield load("tasklake_stream_etl.handler", "stream-etl", VARIABLES, patch)
    gc.unfreeze()


@pytest.fixture
def function(handler: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[StreamEtlFunction]:
    with mock_aws():
        for bucket in ("lake", "failures"):
            handler.s3.create_bucket(Bucket=bucket)
        function = StreamEtlFunction(handler, handler.s3)
        monkeypatch.setattr(handler, "utc_now", lambda: function.now)
        yield function

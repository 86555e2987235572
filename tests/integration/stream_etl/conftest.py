import gc
import importlib
import io
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from moto import mock_aws

from tests.integration.stream_etl.function import StreamEtlFunction

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "LAKE_BUCKET": "lake",
    "FAILURE_BUCKET": "failures",
    "TABLE_NAMES": "tasklake",
    "POWERTOOLS_SERVICE_NAME": "stream-etl",
    "POWERTOOLS_METRICS_NAMESPACE": "Tasklake",
    "POWERTOOLS_LOG_LEVEL": "INFO",
}


@pytest.fixture(scope="module")
def handler() -> Iterator[ModuleType]:
    """Return the handler's module, loaded once as in one execution environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        patch.delitem(sys.modules, "tasklake_stream_etl.handler", raising=False)
        yield importlib.import_module("tasklake_stream_etl.handler")
    gc.unfreeze()


@pytest.fixture
def function(handler: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[StreamEtlFunction]:
    log = io.StringIO()
    handler.logger.handlers[0].setStream(log)
    with mock_aws():
        for bucket in ("lake", "failures"):
            handler.s3.create_bucket(Bucket=bucket)
        function = StreamEtlFunction(handler, handler.s3, log)
        monkeypatch.setattr(handler, "utc_now", lambda: function.now)
        yield function

"""Entry point of the function: everything that lasts is made here, once for each execution environment."""

import gc

# Some 25 collections run while the modules load and find nothing to free; frozen, later ones skip those objects.
gc.disable()

import logging  # noqa: E402  # the collector stops before anything loads
from typing import Any  # noqa: E402

from aws_lambda_powertools.utilities.typing import LambdaContext  # noqa: E402

from tasklake_api.bootstrap import bootstrap  # noqa: E402
from tasklake_api.environment import Environment  # noqa: E402

# No line tells where it was written, or in which thread or process: "Optimization" in Python's Logging HOWTO.
logging.__dict__.update(
    _srcfile=None, logThreads=False, logProcesses=False, logMultiprocessing=False, logAsyncioTasks=False
)

app = bootstrap(Environment.load())

gc.freeze()
gc.enable()


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request of the HTTP API (payload format 2.0)."""
    return app.resolve(event, context)

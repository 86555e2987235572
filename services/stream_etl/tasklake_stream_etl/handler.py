"""Entry point of the function: everything that lasts is made here, once for each execution environment.

The answer never names a single record, although the event source mapping would take such an answer: Lambda delivers
everything from the lowest named sequence number on again, also what is in the lake already. Nothing here fails alone
either. A record that cannot be understood is quarantined and done with, and S3 takes or refuses the whole batch; then
the function raises, so that Lambda retries, bisects and in the end sends the batch to the on-failure destination
(AWS Lambda Developer Guide, "Configuring partial batch response with DynamoDB and Lambda").
"""

import gc

# Some 25 collections run while the modules load and find nothing to free; frozen, later ones skip those objects.
gc.disable()

from aws_lambda_powertools import Logger  # noqa: E402  # the collector stops before anything loads
from aws_lambda_powertools.utilities.typing import LambdaContext  # noqa: E402

from tasklake.models import utc_now  # noqa: E402
from tasklake_stream_etl.batch import read_batch  # noqa: E402
from tasklake_stream_etl.delivery import deliver, s3_client  # noqa: E402
from tasklake_stream_etl.environment import Environment  # noqa: E402
from tasklake_stream_etl.stream_records import StreamEvent  # noqa: E402
from tasklake_stream_etl.telemetry import report  # noqa: E402

logger = Logger(utc=True)
environment = Environment.load()
s3 = s3_client()

gc.freeze()
gc.enable()


@logger.inject_lambda_context
def handler(event: StreamEvent, context: LambdaContext) -> dict[str, list[str]]:  # noqa: ARG001  # Lambda passes it and the decorator reads it
    """Write one batch of the table's stream to the lake."""
    batch = read_batch(event["Records"], utc_now(), environment.tables)
    keys = deliver(batch, s3, environment)
    report(batch, keys, logger)
    return {"batchItemFailures": []}

"""Entry point of the function: the clients are made here, once for each execution environment.

Lambda delivers one profile at a time. An erasure that fails raises, so that Lambda counts the error, tries the same
record again, and in the end sends it to the on-failure destination. One that runs out of time has not failed: the next
version of its profile comes by the stream, behind the profiles that wait already.
"""

from typing import Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from tasklake.repository.dynamodb_user_erasure import DynamoDBUserErasure
from tasklake_user_erasure.clients import cognito_client, dynamodb_client
from tasklake_user_erasure.environment import Environment
from tasklake_user_erasure.erasure import erase
from tasklake_user_erasure.marked_profile import MarkedProfile, StreamEvent
from tasklake_user_erasure.telemetry import report
from tasklake_user_erasure.user_pool import CognitoUserPool

RESERVED_MILLISECONDS: Final = 30_000
"""What the last batch, the account and the profile may take when their calls are slow."""

logger = Logger(utc=True)
environment = Environment.load()
erasure = DynamoDBUserErasure(
    dynamodb_client(), environment.table_name, generation=environment.table_generation
)
user_pool = CognitoUserPool(cognito_client(), environment.user_pool_id)


@logger.inject_lambda_context
def handler(event: StreamEvent, context: LambdaContext) -> dict[str, list[str]]:
    """Erase the users whose marked profiles the table's stream brings."""
    for profile in [MarkedProfile.of(record) for record in event["Records"]]:
        run = erase(
            profile,
            erasure,
            user_pool,
            has_time=lambda: context.get_remaining_time_in_millis() > RESERVED_MILLISECONDS,
        )
        report(profile, run, logger)
    return {"batchItemFailures": []}

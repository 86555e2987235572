"""Entry point of the function: the clients are made here, once for each execution environment.

Lambda delivers one profile at a time. An erasure that fails raises, so that Lambda counts the error, tries the same
record again, and in the end sends it to the on-failure destination. One that runs out of time has not failed: the next
version of its profile comes by the stream, behind the profiles that wait already.
"""

from typing import TYPE_CHECKING, Final

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config

from tasklake.repository.dynamodb_user_erasure import DynamoDBUserErasure
from tasklake_user_erasure.environment import Environment
from tasklake_user_erasure.erasure import Outcome, Run, erase
from tasklake_user_erasure.marked_profile import MarkedProfile, StreamEvent
from tasklake_user_erasure.stores import Ledger, UserPool

if TYPE_CHECKING:
    from types_boto3_cognito_idp import CognitoIdentityProviderClient
    from types_boto3_dynamodb import DynamoDBClient

RESERVED_MILLISECONDS: Final = 30_000
"""What the last batch, the account and the profile may take when their calls are slow."""

PATIENT: Final = Config(
    connect_timeout=2, read_timeout=4, retries={"mode": "standard", "total_max_attempts": 5}
)
"""Nobody waits for the work: throttled calls are tried often, lost ones end soon."""

logger = Logger(utc=True)
environment = Environment.load()
dynamodb: "DynamoDBClient" = boto3.client("dynamodb", config=PATIENT)  # pyright: ignore[reportUnknownMemberType]  # it has overloads for services without stubs
cognito: "CognitoIdentityProviderClient" = boto3.client("cognito-idp", config=PATIENT)  # pyright: ignore[reportUnknownMemberType]  # see above
erasure = DynamoDBUserErasure(dynamodb, environment.table_name, generation=environment.table_generation)
user_pool = UserPool(cognito, environment.user_pool_id)
ledger = Ledger(dynamodb, environment.ledger_table_name)


@logger.inject_lambda_context
def handler(event: StreamEvent, context: LambdaContext) -> dict[str, list[str]]:
    """Erase the users whose marked profiles the table's stream brings."""
    for profile in [MarkedProfile.of(record) for record in event["Records"]]:
        run = erase(
            profile,
            erasure,
            user_pool.delete_user,
            ledger.add,
            has_time=lambda: context.get_remaining_time_in_millis() > RESERVED_MILLISECONDS,
        )
        report(profile, run)
    return {"batchItemFailures": []}


def report(profile: MarkedProfile, run: Run) -> None:
    """Write one log line and metrics, with the pseudonymous id of the user alone."""
    write = logger.warning if run.outcome is Outcome.NOT_MARKED else logger.info
    write(
        "erasure",
        outcome=run.outcome,
        user_id=profile.user_id,
        profile_version=profile.revision.version,
        removed=run.removed,
    )
    metrics = Metrics()
    metrics.add_metric(
        name="CompletedErasures", unit=MetricUnit.Count, value=run.outcome is Outcome.COMPLETED
    )
    metrics.add_metric(name="RemovedItems", unit=MetricUnit.Count, value=run.removed)
    metrics.flush_metrics()

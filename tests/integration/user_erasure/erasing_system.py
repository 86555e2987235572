"""A table, a user pool and the function's handler in this process, fed by the table's stream as Lambda feeds it."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from infrastructure.erasure.user_erasure import marked_profile_pattern
from local_aws.backoff import Backoff
from local_aws.event_source_mapping import EventSourceMapping
from local_aws.event_source_mapping.checkpoints import Checkpoints
from local_aws.event_source_mapping.configuration import MappingConfiguration
from local_aws.event_source_mapping.destinations import Destination
from local_aws.event_source_mapping.filter_criteria import FilterCriteria
from local_aws.event_source_mapping.invocation import Invocation
from local_aws.event_source_mapping.stream_consumer import StreamConsumer
from local_aws.sessions import EmulatorSession
from tasklake.models import Task, create_task, create_user, utc_now
from tasklake.repository.dynamodb_users import DynamoDBUserRepository
from tests.integration.functions import Function


@dataclass
class InvokedHere(Function):
    """The function as a mapping invokes it, in this process."""

    remaining_milliseconds: int = 60_000
    errors: list[str] = field(default_factory=list[str])

    def invoke(self, payload: bytes) -> Invocation:
        try:
            answer = self.handle(json.loads(payload), self.remaining_milliseconds)
        except Exception as error:  # noqa: BLE001  # Lambda too makes an answer of whatever is raised
            self.errors.append(str(error))
            return Invocation("request-1", 200, "$LATEST", "Unhandled", str(error).encode())
        return Invocation("request-1", 200, "$LATEST", None, json.dumps(answer).encode())


@dataclass(frozen=True)
class ErasingSystem:
    session: EmulatorSession
    table_name: str
    ledger_name: str
    stream_arn: str
    user_pool_id: str
    function: InvokedHere

    @property
    def users(self) -> DynamoDBUserRepository:
        return DynamoDBUserRepository(self.session.client("dynamodb"), self.table_name)

    def sign_up(self, email: str) -> str:
        """Make an account and a profile for an address; return the user's id."""
        made = self.session.client("cognito-idp").admin_create_user(
            UserPoolId=self.user_pool_id,
            Username=email,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": "email", "Value": email}],
        )
        attributes = {each["Name"]: each.get("Value", "") for each in made["User"].get("Attributes", [])}
        user_id = attributes["sub"]
        self.users.add(create_user(user_id=user_id, email=email, name="N", now=utc_now(), request_id="x"))
        return user_id

    def accounts(self) -> list[str]:
        """Return the addresses that can sign in."""
        listed = self.session.client("cognito-idp").list_users(UserPoolId=self.user_pool_id)["Users"]
        return [
            each.get("Value", "")
            for user in listed
            for each in user.get("Attributes", [])
            if each["Name"] == "email"
        ]

    @contextmanager
    def following_the_stream(
        self, folder: Path, failures: Destination | None = None, maximum_retry_attempts: int = -1
    ) -> Generator[EventSourceMapping]:
        """Deliver marked profiles to the function, one at a time, each until it is taken or given up."""
        consumer = StreamConsumer(
            mapping=MappingConfiguration(
                uuid=self.table_name,
                stream_arn=self.stream_arn,
                function_arn="arn:aws:lambda:us-east-1:000000000000:function:user-erasure",
                starting_position="TRIM_HORIZON",
                batch_size=1,
                maximum_retry_attempts=maximum_retry_attempts,
                report_batch_item_failures=True,
                filter_criteria=FilterCriteria([json.dumps(marked_profile_pattern())]),
            ),
            streams=self.session.client("dynamodbstreams"),
            function=self.function,
            destination=failures,
            checkpoints=Checkpoints(folder / "checkpoints.json", self.stream_arn),
            check_access=lambda: None,
            poll_seconds=0.01,
            backoff=Backoff(initial_seconds=0.01, maximum_seconds=0.01),
        )
        with EventSourceMapping(consumer) as mapping:
            yield mapping


def new_task(user_id: str) -> Task:
    return create_task(user_id=user_id, title="T", now=utc_now(), request_id="adding")

import pytest
from botocore.exceptions import ClientError

from local_aws.emulator import Emulator
from local_aws.sessions import EmulatorSession
from tests.integration.local_aws.roles import make_role


@pytest.fixture
def hostile_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_PROFILE": "production",
        "AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL",
        "AWS_SECRET_ACCESS_KEY": "real",
        "AWS_SESSION_TOKEN": "real",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_RETRY_MODE": "no such mode",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("hostile_machine")
def test_aws_settings_of_the_machine_do_not_reach_the_clients(emulator: Emulator) -> None:
    session = emulator.session()
    assert session.client("sts").get_caller_identity()["Arn"] == "arn:aws:iam::000000000000:root"
    assert session.client("s3").meta.region_name == "us-east-1"


def test_role_session_may_do_what_the_role_may(session: EmulatorSession) -> None:
    arn = make_role(session, "lister", {"Effect": "Allow", "Action": "sqs:ListQueues", "Resource": "*"})
    role = EmulatorSession(session.endpoint_url, role_arn=arn)
    assert (
        role.client("sts")
        .get_caller_identity()["Arn"]
        .startswith("arn:aws:sts::000000000000:assumed-role/lister/")
    )
    role.client("sqs").list_queues()
    with pytest.raises(ClientError, match="not authorized to perform: sqs:CreateQueue"):
        role.client("sqs").create_queue(QueueName="forbidden")

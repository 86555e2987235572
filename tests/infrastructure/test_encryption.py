import json
from fnmatch import fnmatchcase
from typing import Any, Final

import pytest

from infrastructure.encryption import POLICIES, with_use_of_key
from policy_pack.statements import statements
from tasklake_operations.checkout import REPOSITORY
from tests.infrastructure.conftest import KEY
from tests.infrastructure.program import Program

DECRYPT, ENCRYPT = "kms:Decrypt", "kms:GenerateDataKey"
READ, READ_AND_WRITE = [DECRYPT], [DECRYPT, ENCRYPT]

USERS_OF_THE_KEY: Final = {
    "analyst": {"s3": READ_AND_WRITE},
    "api": {"dynamodb": READ},
    "importer": {"dynamodb": READ},
    "lake-erasure": {"dynamodb": READ, "s3": READ_AND_WRITE},
    "lake-erasure-schedule": {"sqs": READ_AND_WRITE},
    "lake-optimizers": {"s3": READ_AND_WRITE},
    "lake-verification": {"dynamodb": READ, "s3": READ_AND_WRITE},
    "lake-verification-schedule": {"sqs": READ_AND_WRITE},
    "maintenance": {"s3": READ_AND_WRITE, "sqs": READ_AND_WRITE},
    "operators": {"dynamodb": READ, "s3": READ_AND_WRITE},
    "stream-etl": {"dynamodb": READ, "s3": [ENCRYPT]},
    "user-erasure": {"dynamodb": READ, "s3": [ENCRYPT]},
}


def uses_of_key(document: str) -> dict[str, list[str]]:
    """Return the actions on the key by the service that they come through."""
    used: dict[str, list[str]] = {}
    for each in json.loads(document)["Statement"]:
        if each["Action"][0].startswith("kms:"):
            assert each["Resource"] == [KEY]
            via: str = each["Condition"]["StringLike"]["kms:ViaService"]
            service, rest = via.split(".", 1)
            assert rest == "eu-central-1.*"
            used[service] = each["Action"]
    return used


def test_who_reads_or_writes_what_is_encrypted_may_use_the_key_through_its_service_alone(
    tuned: Program,
) -> None:
    policies = [each for type_ in POLICIES for each in tuned.all(type_)]
    used = {each.name: uses_of_key(each.inputs["policy"]) for each in policies}
    assert {name: uses for name, uses in used.items() if uses} == USERS_OF_THE_KEY


@pytest.mark.parametrize(
    ("actions", "uses"),
    [
        (["dynamodb:GetRecords"], {"dynamodb": READ}),
        (["dynamodb:DescribeTable", "dynamodb:ListStreams", "s3:ListBucket", "s3:DeleteObject"], {}),
        (["s3:GetObjectVersion"], {"s3": READ}),
    ],
)
def test_a_policy_that_reaches_no_data_gets_nothing(actions: list[str], uses: dict[str, list[str]]) -> None:
    document = {"Statement": [{"Effect": "Allow", "Action": actions, "Resource": ["arn"]}]}
    assert uses_of_key(with_use_of_key(json.dumps(document), KEY)) == uses


def test_each_kind_of_resource_has_the_key_as_its_service_asks_for_it(tuned: Program, prod: Program) -> None:
    (rule,) = tuned.one(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "lake"
    ).inputs["rules"]
    assert rule["bucketKeyEnabled"] is True
    assert rule["applyServerSideEncryptionByDefault"]["kmsMasterKeyId"] == KEY
    table = tuned.one("aws:dynamodb/table:Table", "tasks").inputs
    assert table["serverSideEncryption"] == {"enabled": True, "kmsKeyArn": KEY}
    (queue,) = tuned.all("aws:sqs/queue:Queue")
    assert queue.inputs["kmsMasterKeyId"] == KEY
    assert "sqsManagedSseEnabled" not in queue.inputs
    assert not [each.urn for each in prod.declared if "kms" in json.dumps(each.inputs, default=str).lower()]


def documented_policy() -> str:
    page = (REPOSITORY / "docs/deploying.md").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(page.partition("```json\n")[2].partition("```")[0])
    filled = {"ACCOUNT": "123456789012", "REGION": "eu-central-1", "STACK": "prod"}
    text = json.dumps(document)
    for name, value in filled.items():
        text = text.replace(name, value)
    return text


def test_the_documented_key_lets_the_logs_and_alarms_of_the_stack_use_it_and_nobody_else(
    tuned: Program,
) -> None:
    account, logs, alarms = statements(documented_policy())
    assert account.principals == {"AWS": ("arn:aws:iam::123456789012:root",)}
    assert logs.principals == {"Service": ("logs.eu-central-1.amazonaws.com",)}
    group_arn = logs.condition["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]
    for group in tuned.all("aws:cloudwatch/logGroup:LogGroup"):
        name = group.inputs["name"]
        assert fnmatchcase(f"arn:aws:logs:eu-central-1:123456789012:log-group:{name}", group_arn)
    assert alarms.principals == {"Service": ("cloudwatch.amazonaws.com",)}
    assert alarms.condition == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    assert alarms.grants(DECRYPT)
    assert alarms.grants(ENCRYPT)

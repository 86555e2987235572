import json
from typing import Any

import pytest

from tasklake_devkit.realizer.errors import UnknownInputsError, UnknownInvokeError
from tasklake_devkit.realizer.invokes import invoke


def policy(**args: Any) -> Any:  # noqa: ANN401 - JSON
    return json.loads(invoke("aws:iam/getPolicyDocument:getPolicyDocument", args)["json"])


def test_account_and_region_are_those_of_the_local_system() -> None:
    assert invoke("aws:index/getCallerIdentity:getCallerIdentity", {})["accountId"] == "000000000000"
    assert invoke("aws:index/getRegion:getRegion", {})["region"] == "us-east-1"
    assert invoke("aws:index/getPartition:getPartition", {})["partition"] == "aws"


def test_policy_document_is_written_as_the_aws_provider_writes_it() -> None:
    statement = {
        "sid": "Tls",
        "effect": "Deny",
        "actions": ["s3:*"],
        "resources": ["arn:aws:s3:::lake", "arn:aws:s3:::lake/*"],
        "principals": [{"type": "*", "identifiers": ["*"]}],
        "conditions": [{"test": "Bool", "variable": "aws:SecureTransport", "values": ["false"]}],
    }
    assert policy(statements=[statement]) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Tls",
                "Effect": "Deny",
                "Action": "s3:*",
                "Resource": ["arn:aws:s3:::lake", "arn:aws:s3:::lake/*"],
                "Principal": "*",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }


def test_statement_allows_by_default_and_names_its_principal_by_type() -> None:
    statement = {
        "actions": ["sts:AssumeRole"],
        "principals": [{"type": "Service", "identifiers": ["lambda.amazonaws.com"]}],
    }
    assert policy(statements=[statement])["Statement"] == [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
    ]


def test_source_documents_come_before_the_statements() -> None:
    source = json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "First"}]})
    merged = policy(sourcePolicyDocuments=[source], statements=[{"sid": "Second"}])
    assert [statement["Sid"] for statement in merged["Statement"]] == ["First", "Second"]


def test_unknown_argument_is_refused_at_every_depth() -> None:
    with pytest.raises(UnknownInputsError, match="overridePolicyDocuments"):
        policy(overridePolicyDocuments=["{}"])
    with pytest.raises(UnknownInputsError, match="colour"):
        policy(statements=[{"colour": "red"}])


def test_unknown_function_is_refused() -> None:
    with pytest.raises(UnknownInvokeError, match="this function has no local counterpart"):
        invoke("aws:ec2/getAmi:getAmi", {})

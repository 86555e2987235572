import json

import pytest

from policy_pack.statements import statements

ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}


@pytest.mark.parametrize(
    ("statement", "is_public"),
    [
        (ANYBODY, True),
        ({**ANYBODY, "Principal": {"AWS": ["*"]}}, True),
        ({**ANYBODY, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, True),
        ({**ANYBODY, "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}, False),
        ({**ANYBODY, "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}, False),
        ({**ANYBODY, "Effect": "Deny"}, False),
        ({"Effect": "Allow", "NotPrincipal": {"AWS": "123456789012"}, "Action": "s3:GetObject"}, True),
    ],
)
def test_who_is_meant_by_a_statement(statement: dict[str, object], is_public: bool) -> None:  # noqa: FBT001 - a parameter of the test
    (read,) = statements(json.dumps({"Statement": statement}))
    assert read.is_public is is_public


def test_what_a_statement_leaves_out_is_all_else() -> None:
    (read,) = statements(
        json.dumps({"Statement": [{"Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn"}]})
    )
    assert (read.actions, read.resources) == (("*",), ("*",))


def test_an_action_is_granted_by_the_letters_that_it_begins_with() -> None:
    (read,) = statements(
        json.dumps({"Statement": {"Effect": "Allow", "Action": ["KMS:Dec*"], "Resource": "*"}})
    )
    assert read.grants("kms:Decrypt")
    assert not read.grants("kms:Encrypt")

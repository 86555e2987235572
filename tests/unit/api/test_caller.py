import pytest

from tasklake.errors import UserNotFoundError
from tasklake_api.identity import Caller
from tasklake_api.problems import ProblemError, ProblemType

SUBJECT = "0a0a0a0a-0000-4000-8000-000000000001"
OTHER = "0a0a0a0a-0000-4000-8000-000000000002"
ID_TOKEN = {
    "sub": SUBJECT,
    "token_use": "id",
    "email": "Ada@Example.com",
    "email_verified": "true",
    "iat": "1700000000",
}


@pytest.mark.parametrize(
    ("groups", "is_admin"),
    [
        ("[admins]", True),
        ("[staff admins]", True),
        ("[admins staff]", True),
        ("", False),
        ("[]", False),
        ("admins", False),
        ("[admin]", False),
        ("[Admins]", False),
        ("[superadmins]", False),
        ("[staff,admins]", False),
        ("[[admins]]", False),
        ("[admins", False),
    ],
)
def test_an_admin_is_in_the_group_of_that_very_name(groups: str, is_admin: bool) -> None:  # noqa: FBT001  # a parameter of the test
    assert Caller.from_claims({**ID_TOKEN, "cognito:groups": groups}).is_admin is is_admin


def test_an_id_token_verifies_the_normalised_address() -> None:
    assert Caller.from_claims(ID_TOKEN).require_verified_email() == "ada@example.com"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"token_use": "access"}, ProblemType.ID_TOKEN_REQUIRED),
        ({"token_use": ""}, ProblemType.ID_TOKEN_REQUIRED),
        ({"email_verified": "false"}, ProblemType.EMAIL_NOT_VERIFIED),
        ({"email_verified": ""}, ProblemType.EMAIL_NOT_VERIFIED),
        ({"email": ""}, ProblemType.EMAIL_NOT_VERIFIED),
    ],
)
def test_every_other_token_verifies_none(changes: dict[str, str], problem: ProblemType) -> None:
    with pytest.raises(ProblemError) as raised:
        Caller.from_claims({**ID_TOKEN, **changes}).require_verified_email()
    assert raised.value.type is problem


def test_a_path_names_the_caller_in_three_ways() -> None:
    caller = Caller.from_claims(ID_TOKEN)
    assert {caller.user_at(None), caller.user_at("me"), caller.user_at(SUBJECT)} == {SUBJECT}


def test_only_an_admin_may_name_another_user() -> None:
    with pytest.raises(ProblemError) as raised:
        Caller.from_claims(ID_TOKEN).user_at(OTHER)
    assert raised.value.type is ProblemType.FORBIDDEN
    admin = Caller.from_claims({**ID_TOKEN, "cognito:groups": "[admins]"})
    assert admin.user_at(OTHER) == OTHER
    with pytest.raises(UserNotFoundError):
        admin.user_at("somebody")

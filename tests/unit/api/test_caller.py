import pytest

from tasklake.errors import UserNotFoundError
from tasklake_api.identity import Caller

SUBJECT = "0a0a0a0a-0000-4000-8000-000000000001"
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


def test_nobody_has_an_id_that_no_user_can_have() -> None:
    admin = Caller.from_claims({**ID_TOKEN, "cognito:groups": "[admins]"})
    with pytest.raises(UserNotFoundError):
        admin.user_at("somebody")

from typing import Any, cast

import pytest

from tasklake.models import Revision
from tasklake_user_erasure.marked_profile import MarkedProfile, Record

IMAGE = {
    "pk": {"S": "USER#ada"},
    "sk": {"S": "PROFILE"},
    "entity": {"S": "user"},
    "status": {"S": "erasing"},
    "version": {"N": "7"},
    "generation": {"N": "1"},
}


def record(image: dict[str, Any]) -> Record:
    return cast("Record", {"eventName": "MODIFY", "dynamodb": {"NewImage": image, "SequenceNumber": "1"}})


def test_a_record_says_whom_to_erase_and_by_which_revision() -> None:
    assert MarkedProfile.of(record(IMAGE)) == MarkedProfile("ada", Revision(1, 7))


@pytest.mark.parametrize(
    ("image", "error"),
    [
        ({**IMAGE, "pk": {"S": "EMAIL#ada@example.org"}}, ValueError),
        ({**IMAGE, "version": {"S": "7"}}, KeyError),
        ({name: value for name, value in IMAGE.items() if name != "version"}, KeyError),
    ],
)
def test_a_record_of_anything_else_fails(image: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        MarkedProfile.of(record(image))

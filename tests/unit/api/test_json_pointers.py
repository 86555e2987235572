from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklake_api.bodies import json_pointer

NAMES = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=100) | st.integers(0, 99).map(str)
)


@pytest.mark.parametrize(
    ("location", "pointer"),
    [
        ((), "#"),
        (("title",), "#/title"),
        (("labels", 3, "name"), "#/labels/3/name"),
        (("operations", 3, "create", "task", "create"), "#/operations/3/task/create"),
        (("a/b", "m~n", "~1"), "#/a~1b/m~0n/~01"),
        (("", " ", "c%d"), "#//%20/c%25d"),
        (('k"l', "e^f", "g|h", "i\\j"), "#/k%22l/e%5Ef/g%7Ch/i%5Cj"),
        (("é🦆",), "#/%C3%A9%F0%9F%A6%86"),
    ],
)
def test_a_place_in_the_body(location: tuple[str | int, ...], pointer: str) -> None:
    assert json_pointer(location) == pointer


@given(NAMES)
def test_a_pointer_leads_back_to_its_place(names: list[str]) -> None:
    fragment = json_pointer(names)
    assert fragment.isascii()
    tokens = unquote(fragment.removeprefix("#")).split("/")[1:]
    assert [token.replace("~1", "/").replace("~0", "~") for token in tokens] == names

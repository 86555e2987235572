from datetime import date
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from tasklake.field_forms import TaskCreate
from tasklake.models import TaskChanges
from tasklake.text import SPACE
from tasklake_api.task_wire import TASK_CREATE, TASK_PATCH, TaskListParameters, TaskPatch

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def test_the_patch_has_the_fields_of_the_creation_and_of_the_domain() -> None:
    assert set(TaskPatch.__annotations__) == set(TaskCreate.model_fields) == set(TaskChanges.__annotations__)


HINTS = {name: get_args(hint) or (hint,) for name, hint in get_type_hints(TaskChanges).items()}


@given(
    st.sampled_from([name for name, hint in HINTS.items() if int not in hint]),
    JSON.filter(lambda value: not isinstance(value, str)),
)
def test_only_text_and_null_fit_a_field_that_is_no_number(field: str, value: Any) -> None:  # noqa: ANN401  # any JSON
    form = TASK_PATCH
    if value is None and NoneType in HINTS[field]:
        assert form.validate_python({field: None}) == {field: None}
    else:
        with pytest.raises(ValidationError):
            form.validate_python({field: value})


@given(st.dates())
def test_every_date_is_read(day: date) -> None:
    assert TASK_PATCH.validate_json(f'{{"due_date": "{day.isoformat()}"}}') == {"due_date": day}


@given(st.text() | st.from_regex(r"[0-9-]{1,14}", fullmatch=True))
@example("20261201")
@example("2026-W49-2")
@example("1735689600")
def test_no_other_text_is_a_date(text: str) -> None:
    try:
        is_iso_date = len(text) == 10 and text.isascii() and date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_iso_date = False
    if not is_iso_date:
        with pytest.raises(ValidationError):
            TaskListParameters.model_validate_strings({"due_after": text})


@pytest.mark.parametrize("space", SPACE)
def test_space_alone_is_no_title_and_an_empty_category(space: str) -> None:
    with pytest.raises(ValidationError, match="at least 1 character"):
        TASK_CREATE.validate_python({"title": space})
    assert TASK_CREATE.validate_python({"title": "x", "category": space}).category == ""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklake.idempotency import IdempotencyKey
from tasklake.models import TaskPriority, TaskStatus
from tasklake_api.idempotency import idempotency_key, key_text
from tasklake_api.problems import ProblemError, ProblemType
from tasklake_api.task_wire import TASK_CREATE

PRINTABLE = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
BARE = st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters='",;\\')


def key(header: str) -> str | None:
    return key_text({"idempotency-key": header})


@given(st.text(PRINTABLE, min_size=1, max_size=255))
def test_a_string_is_any_printable_text_in_quotes(text: str) -> None:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    assert key(f'"{escaped}"') == text


@given(st.text(BARE, min_size=1, max_size=255))
def test_quotes_may_be_left_out(text: str) -> None:
    assert key(text) == key(f'"{text}"') == key(f' \t"{text}" ') == text


@given(
    st.text(BARE, min_size=1),
    st.characters(exclude_characters="\t", exclude_categories=["Cs"]).filter(lambda c: not "!" <= c <= "~"),
)
def test_a_bare_key_has_no_other_character(text: str, other: str) -> None:
    with pytest.raises(ProblemError):
        key(f"{text}{other}{text}")


@pytest.mark.parametrize(
    "header",
    ["", " ", '""', '"', '"a', 'a"', '"a"b"', '"a\\b"', '"a\\"', '"é"', "é", '"a\tb"', "a b", "a,b", '"a","a"', '"a", "b"', '"a";q=1', "a;q=1", ":YQ==:;a", "x" * 256, f'"{"x" * 256}"', '"' + "\\\\" * 256 + '"'],
)  # fmt: skip
def test_what_is_no_key_is_refused(header: str) -> None:
    with pytest.raises(ProblemError) as refused:
        key(header)
    assert refused.value.type is ProblemType.INVALID_HEADER
    assert [error.get("header") for error in refused.value.errors] == ["Idempotency-Key"]


def test_a_long_key_that_never_ends_is_refused_in_no_time() -> None:
    with pytest.raises(ProblemError):
        key('"' + "\\\\" * 100_000)


def test_without_the_header_there_is_no_key() -> None:
    assert key_text({}) is None


def keyed(body: str, method: str = "POST", owner: str = "ada") -> IdempotencyKey:
    return idempotency_key("key", method, owner, TASK_CREATE.validate_json(body))


@pytest.mark.parametrize(
    "body",
    [
        '{"title":"Write","status":"pending"}',
        '{"title":"Write","labels":[]}',
        '{"category":null,"title":" Write ","priority":"medium"}',
        '\n{ "title" : "\\u0057rite", "due_date" : null }',
    ],
)
def test_what_asks_for_the_same_has_the_same_fingerprint(body: str) -> None:
    assert keyed(body) == keyed('{"title":"Write"}')


def test_whatever_asks_for_something_else_has_another() -> None:
    different = [
        keyed('{"title":"Write"}'),
        keyed('{"title":"write"}'),
        keyed('{"title":"Write","description":""}'),
        keyed('{"title":"Write","category":""}'),
        keyed('{"title":"Write","labels":["a","b"]}'),
        *(keyed(f'{{"title":"Write","status":"{status}"}}') for status in list(TaskStatus)[1:]),
        *(
            keyed(f'{{"title":"Write","priority":"{priority}"}}')
            for priority in set(TaskPriority) - {"medium"}
        ),
        keyed('{"title":"Write","due_date":"2026-12-01"}'),
        keyed('{"title":"Write"}', owner="bob"),
        keyed('{"title":"Write"}', method="PUT"),
    ]
    assert len({each.fingerprint for each in different}) == len(different) == 14


def test_a_fingerprint_stays_what_it_is_between_releases() -> None:
    """Records outlive a deployment: another way to make the digest would refuse every repetition that spans one."""
    assert keyed('{"title":"Write","due_date":"2026-12-01"}').fingerprint == (
        "cf5b461e64bf2febca2c231ad9ef4a97a3a33c48df772b23266ea9e968551efa"
    )

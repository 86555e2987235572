import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasklake_api.conditions import EntityTags, Preconditions, entity_tag
from tasklake_api.problems import ProblemError, ProblemType

OPAQUE = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0xFF).filter(
        lambda c: c != '"' and not 0x7F <= ord(c) < 0x80
    )
)
TAGS = st.lists(st.tuples(st.booleans(), OPAQUE), min_size=1)


@given(TAGS, st.sampled_from([",", ", ", " ,\t", ",,", " , , "]))
def test_every_list_of_the_grammar_is_read(tags: list[tuple[bool, str]], separator: str) -> None:
    value = separator.join(f'W/"{tag}"' if is_weak else f'"{tag}"' for is_weak, tag in tags)
    parsed = EntityTags.parse("If-Match", value)
    assert parsed.strong == {tag for is_weak, tag in tags if not is_weak}
    assert parsed.weak == {tag for is_weak, tag in tags if is_weak}


@given(st.text(st.characters(exclude_characters='"*')))
@example('"1')
@example('"1" "2"')
@example('"1", 2')
@example('w/"1"')
@example('*, "1"')
@example("\n")
@example('"1"\n')
def test_any_other_text_is_refused(value: str) -> None:
    with pytest.raises(ProblemError) as raised:
        EntityTags.parse("If-Match", value)
    assert raised.value.type is ProblemType.INVALID_HEADER


def test_a_long_malformed_list_is_refused_in_no_time() -> None:
    with pytest.raises(ProblemError):
        EntityTags.parse("If-Match", '"1" ,  \t ' * 20_000 + "x")


def test_the_tag_of_a_version_is_strong() -> None:
    assert entity_tag(12) == '"12"'
    tags = EntityTags.parse("If-Match", entity_tag(12))
    assert (tags.match_strongly(12), tags.match_weakly(12), tags.match_strongly(1)) == (True, True, False)


def test_a_weak_tag_matches_only_weakly() -> None:
    tags = EntityTags.parse("If-Match", 'W/"12"')
    assert (tags.match_strongly(12), tags.match_weakly(12)) == (False, True)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"if-match": "*"}, None),
        ({"if-match": '"3"'}, 3),
        ({"if-match": '"3", W/"4"'}, 3),
    ],
)
def test_one_version_needs_no_read(headers: dict[str, str], expected: int | None) -> None:
    assert Preconditions.of(headers).expected_version(no_read) == expected


@pytest.mark.parametrize("headers", [{"if-match": '"3", "4"'}, {"if-none-match": '"3"'}])
def test_several_versions_come_down_to_the_stored_one(headers: dict[str, str]) -> None:
    assert Preconditions.of(headers).expected_version(lambda: 4) == 4


@pytest.mark.parametrize("headers", [{"if-match": '"3", "4"'}, {"if-match": '"0"'}, {"if-none-match": '"5"'}])
def test_a_stored_version_that_does_not_fit_is_a_mismatch(headers: dict[str, str]) -> None:
    with pytest.raises(ProblemError, match="version 5 is stored") as raised:
        Preconditions.of(headers).expected_version(lambda: 5)
    assert raised.value.type is ProblemType.VERSION_MISMATCH


def no_read() -> int:
    raise AssertionError("the stored version was read")

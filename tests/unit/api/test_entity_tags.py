import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasklake.models import Revision
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


@pytest.mark.parametrize(
    ("revision", "tag"), [(Revision(0, 12), '"12"'), (Revision(1, 12), '"1.12"'), (Revision(12, 1), '"12.1"')]
)
def test_the_tag_of_a_revision_is_strong(revision: Revision, tag: str) -> None:
    assert entity_tag(revision) == tag
    tags = EntityTags.parse("If-Match", tag)
    assert (tags.match_strongly(revision), tags.match_weakly(revision)) == (True, True)


@pytest.mark.parametrize("other", [Revision(0, 1), Revision(0, 5), Revision(1, 1), Revision(2, 5)])
def test_the_tag_of_a_revision_is_of_no_other(other: Revision) -> None:
    assert not EntityTags.parse("If-Match", entity_tag(Revision(1, 5))).match_weakly(other)


def test_a_weak_tag_matches_only_weakly() -> None:
    tags = EntityTags.parse("If-Match", 'W/"12"')
    revision = Revision(0, 12)
    assert (tags.match_strongly(revision), tags.match_weakly(revision)) == (False, True)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"if-match": "*"}, None),
        ({"if-match": '"3"'}, Revision(0, 3)),
        ({"if-match": '"3", W/"4"'}, Revision(0, 3)),
        ({"if-match": '"1.5"'}, Revision(1, 5)),
    ],
)
def test_one_revision_needs_no_read(headers: dict[str, str], expected: Revision | None) -> None:
    assert Preconditions.of(headers).expected_revision(no_read) == expected


@pytest.mark.parametrize("headers", [{"if-match": '"3", "4"'}, {"if-none-match": '"3"'}])
def test_several_revisions_come_down_to_the_stored_one(headers: dict[str, str]) -> None:
    stored = Revision(0, 4)
    assert Preconditions.of(headers).expected_revision(lambda: stored) == stored


@pytest.mark.parametrize("headers", [{"if-match": '"3", "4"'}, {"if-match": '"0"'}, {"if-none-match": '"5"'}])
def test_a_stored_revision_that_does_not_fit_is_a_mismatch(headers: dict[str, str]) -> None:
    with pytest.raises(ProblemError, match="version 5 is stored") as raised:
        Preconditions.of(headers).expected_revision(lambda: Revision(0, 5))
    assert raised.value.type is ProblemType.VERSION_MISMATCH


def no_read() -> Revision:
    raise AssertionError("the stored revision was read")

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasklake_api.conditions import EntityTags
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

import pytest

from local_aws.realizer.registration import Registration
from tests.infrastructure.picture import COMPONENTS, PICTURE, draw, shown_by_component
from tests.infrastructure.program import Program


def test_the_picture_is_of_what_the_program_registers(prod: Program) -> None:
    assert draw(prod.declared) == PICTURE.read_text(encoding="utf-8"), "run `make docs` and commit"


@pytest.mark.parametrize(
    ("kinds", "named"),
    [
        ("tasklake:webhooks:Webhooks$aws:lambda/function:Function", "tasklake:webhooks:Webhooks"),
        ("aws:lambda/function:Function",) * 2,
    ],
    ids=["in a new component", "in none"],
)
def test_a_function_without_a_place_is_named(prod: Program, kinds: str, named: str) -> None:
    added = Registration(
        f"urn:pulumi:prod::tasklake::{kinds}::notify", kinds.rpartition("$")[2], "notify", {}
    )
    with pytest.raises(LookupError, match=f"{named} has no place .* draws notify nowhere"):
        shown_by_component([*prod.declared, added])


def test_a_place_without_its_component_is_named(prod: Program) -> None:
    kept = [each for each in prod.declared if ":Identity" not in each.urn]
    with pytest.raises(LookupError, match="tasklake:identity:Identity has a place"):
        shown_by_component(kept)
    assert "tasklake:identity:Identity" in COMPONENTS

"""docs/performance.md, docs/scale.md and their plots say what the committed runs measured, and the bill takes that."""

import pytest

from bench.figures import newest
from bench.page import PAGE, made
from tasklake_operations.cost.data import value


def test_the_pages_are_what_the_data_says() -> None:
    for name, content in made().items():
        assert (PAGE.parent / name).read_text(encoding="utf-8") == content, f"run make docs: {name} is stale"


def test_the_bill_is_reckoned_from_what_was_measured() -> None:
    for figure in newest()["units"].figures:
        assert figure.ours[0] == pytest.approx(value(figure.name), rel=0.05), figure.name

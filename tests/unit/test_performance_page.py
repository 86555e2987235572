"""docs/performance.md and its plots say what the committed runs measured."""

from bench.page import PAGE, made


def test_the_page_is_what_the_data_says() -> None:
    for name, content in made().items():
        assert (PAGE.parent / name).read_text(encoding="utf-8") == content, f"run make docs: {name} is stale"

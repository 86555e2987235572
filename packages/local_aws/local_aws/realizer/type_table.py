"""The table of the package's README: what it makes of each type of resource."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from local_aws.realizer.handlers import RESOURCE_TYPES
from local_aws.realizer.resource_types import AllBut, ResourceType

README: Final = Path(__file__).parents[2] / "README.md"
BEGIN: Final = "<!-- resource types -->\n"
END: Final = "<!-- end of resource types -->\n"


def type_table() -> str:
    """Return the table in Markdown, a row for each type."""
    return "".join(rows())


def rows() -> Iterator[str]:
    yield "| type | changes in place | is without effect, and why |\n| --- | --- | --- |\n"
    for token, type_ in sorted(RESOURCE_TYPES.items()):
        ignored = "; ".join(f"`{name}`: {reason}" for name, reason in sorted(type_.ignored.items()))
        yield f"| `{token}` | {changeable(type_)} | {ignored} |\n"


def changeable(type_: ResourceType) -> str:
    match type_.changeable:
        case AllBut(names=names):
            return f"all but {named(names)}" if names else "all"
        case inputs:
            return named(frozenset(str(name) for name in inputs)) or "nothing"


def named(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def renewed(readme: str) -> str:
    """Return the README with the table as the code has it now."""
    before, _, rest = readme.partition(BEGIN)
    return f"{before}{BEGIN}\n{type_table()}\n{END}{rest.partition(END)[2]}"


def main() -> None:
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()

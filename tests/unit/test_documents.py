"""What the documents say of files, headings, commands and folders is so."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from tasklake_operations.checkout import REPOSITORY
from tasklake_operations.cli.app import app

README = REPOSITORY / "README.md"
DOCUMENTS = [
    README,
    *sorted(set(REPOSITORY.glob("*.md")) - {README}),
    *sorted((REPOSITORY / "docs").rglob("*.md")),
    *sorted(REPOSITORY.glob("packages/*/*.md")),
]
every_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=[str(document.relative_to(REPOSITORY)) for document in DOCUMENTS]
)


def anchors(document: Path) -> set[str]:
    """Return the anchors that GitHub gives the headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def code(document: Path) -> Iterator[str]:
    """Yield the code of a document: spans, indented lines and fenced blocks."""
    text = document.read_text()
    spans: list[str] = re.findall(r"(?<!`)`([^`]+)`", text)
    lines: list[str] = re.findall(r"^ {4,}(.+)$", text, re.MULTILINE)
    fenced: list[str] = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    yield from spans
    yield from lines
    yield from (line for block in fenced for line in block.splitlines())


def unknown_words(arguments: list[str]) -> list[str]:
    """Return the command that `tasklake` does not have, or the options that the command does not take."""
    command = get_command(app)
    while commands := getattr(command, "commands", None):
        if not arguments:
            return []
        name, *arguments = arguments
        if name not in commands:
            return [name]
        command = commands[name]
    known = {option for parameter in command.params for option in parameter.opts}
    return [word for word in arguments if word.startswith("--") and word not in known]


def test_the_readme_is_short() -> None:
    assert len(README.read_text().splitlines()) <= 150


@every_document
def test_every_link_leads_to_a_file_and_a_heading(document: Path) -> None:
    lost: list[str] = []
    for link in re.findall(r"\]\(([^)]+)\)", document.read_text()):
        name, _, anchor = link.partition("#")
        target = document.parent / name if name else document
        if "://" not in link and not (target.exists() and (not anchor or anchor in anchors(target))):
            lost.append(link)
    assert lost == []


def lost_paths(words: Iterable[str]) -> list[str]:
    """Return the words that begin with a folder of the tree or a package of it, and name nothing there."""
    rooms = {folder.name: folder.parent for folder in REPOSITORY.iterdir() if folder.is_dir()}
    for pattern in ("packages/*/*/__init__.py", "services/*/*/__init__.py"):
        rooms |= {file.parent.name: file.parent.parent for file in REPOSITORY.glob(pattern)}
    paths = [word for word in words if re.fullmatch(r"[\w.-]+(/[\w.-]*)+", word)]
    return [
        path for path in paths if (room := rooms.get(path.partition("/")[0])) and not (room / path).exists()
    ]


@every_document
def test_every_file_and_folder_named_exists(document: Path) -> None:
    assert lost_paths(re.findall(r"(?<!`)`([^`]+)`", document.read_text())) == []


def test_a_file_that_is_not_there_is_found() -> None:
    words = [
        "tests/unit/test_nothing.py",
        "tasklake/nothing.py",
        "tasklake/keys.py",
        "infrastructure/",
        "aws/lambda",
    ]
    assert lost_paths(words) == ["tests/unit/test_nothing.py", "tasklake/nothing.py"]


@every_document
def test_every_make_target_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    named = {found[1] for each in code(document) if (found := re.match(r"make ([a-z-]+)$", each))}
    assert named <= targets


@every_document
def test_every_tasklake_command_and_option_named_exists(document: Path) -> None:
    named = [found[1] for each in code(document) if (found := re.search(r"(?:^|/)tasklake ([^|)]+)", each))]
    assert [each for each in named if unknown_words(each.split())] == []


def test_a_command_or_an_option_that_is_none_is_found() -> None:
    assert unknown_words(["lake", "mend"]) == ["mend"]
    assert unknown_words(["sql", "SELECT", "--stock", "dev", "--format", "csv"]) == ["--stock"]


def test_every_decision_is_linked_from_the_readme() -> None:
    readme = README.read_text()
    decisions = sorted((REPOSITORY / "docs" / "adr").glob("*.md"))
    assert len(decisions) >= 4
    assert [each.name for each in decisions if f"docs/adr/{each.name}" not in readme] == []


def folders_in_the_readme() -> list[Path]:
    """Return the folders of its tree; one that is indented lies in the last that is not."""
    tree = README.read_text().partition("## The tree")[2].partition("\n## ")[0]
    parent, folders = Path(), list[Path]()
    for indent, names in re.findall(r"^    ( *)([\w/]+(?:, [\w/]+)*)", tree, re.MULTILINE):
        if not indent:
            parent = Path(names)
        folders += [parent / name for name in names.split(", ")] if indent else [parent]
    return folders


def test_the_tree_in_the_readme_is_the_tree() -> None:
    folders = folders_in_the_readme()
    assert [str(folder) for folder in folders if not (REPOSITORY / folder).is_dir()] == []
    packages = [
        package.parent.relative_to(REPOSITORY)
        for pattern in (
            "infrastructure/*",
            "packages/*/*",
            *(f"packages/{room}/*/*" for room in ("local_aws", "operations", "devkit")),
            "services/*/*",
        )
        for package in REPOSITORY.glob(f"{pattern}/__init__.py")
    ]
    assert packages
    assert [str(package) for package in packages if package not in folders] == []

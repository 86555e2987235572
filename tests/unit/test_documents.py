import re
from pathlib import Path

import pytest
from typer.main import get_command

from tasklake_devkit.cli.app import app
from tasklake_devkit.workspace import REPOSITORY

DOCUMENTS = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
IDS = [str(document.relative_to(REPOSITORY)) for document in DOCUMENTS]


def test_the_readme_is_short() -> None:
    assert len((REPOSITORY / "README.md").read_text().splitlines()) <= 150


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_link_to_a_file_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text())
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_make_target_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)`", document.read_text()))
    named |= set(re.findall(r"^    make ([a-z-]+)", document.read_text(), re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_every_tasklake_command_named_exists(document: Path) -> None:
    command = get_command(app)
    known = set(getattr(command, "commands", {}))
    assert known
    named = set(re.findall(r"(?:`|/)tasklake ([a-z]+)", document.read_text()))
    assert named <= known


def test_every_decision_is_linked_from_the_readme() -> None:
    readme = (REPOSITORY / "README.md").read_text()
    decisions = sorted((REPOSITORY / "docs" / "adr").glob("*.md"))
    assert len(decisions) >= 4
    assert [each.name for each in decisions if f"docs/adr/{each.name}" not in readme] == []


def test_the_tree_in_the_readme_is_the_tree() -> None:
    tree = (REPOSITORY / "README.md").read_text().partition("## The tree")[2].partition("## ")[0]
    folder, missing = Path(), list[str]()
    for indent, name in re.findall(r"^    ( *)([\w/]+)/ ", tree, re.MULTILINE):
        folder = folder if indent else Path(name)
        path = folder / name if indent else folder
        if not (REPOSITORY / path).is_dir():
            missing.append(str(path))
    assert folder.name
    assert missing == []

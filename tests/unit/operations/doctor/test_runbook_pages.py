"""Every page that doctor names is there."""

import ast
import re
from pathlib import Path

from tasklake_operations import doctor
from tasklake_operations.checkout import REPOSITORY

RUNBOOK = REPOSITORY / "docs" / "runbook.md"


def test_every_page_is_in_the_runbook() -> None:
    headings = set(re.findall(r"^## (.+)$", RUNBOOK.read_text(), re.MULTILINE))
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    texts = {
        node.value
        for path in Path(next(iter(doctor.__path__))).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    # A page's name has hyphens and no spaces; so has a check's name, at the most.
    named = {text for text in texts if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", text)}
    assert named - anchors == {"sign-in", "cognito-idp"}

"""A report as one HTML file that loads nothing."""

import json
import re
from dataclasses import asdict
from importlib.resources import files
from typing import Final

from tasklake_operations.report.answers import Report

MARKER: Final = re.compile(r"\{\{([\w./-]+)\}\}")
DOCUMENT: Final = "document"


def page(report: Report) -> str:
    """Return the page: `report.html` with the files that it names between braces, and the report as JSON."""
    # Script ends at the first "</script", whatever string it stands in.
    document = json.dumps(asdict(report)).replace("<", "\\u003c")
    return MARKER.sub(
        lambda named: document if named[1] == DOCUMENT else text_of(named[1]), text_of("report.html")
    )


def text_of(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")

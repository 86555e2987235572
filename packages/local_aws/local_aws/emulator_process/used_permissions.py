"""Which permissions each role uses, so that what is granted can be held against it."""

import json
from pathlib import Path
from typing import Any


def note_permissions(file: Path) -> None:
    """Write a line of `role` and `action` to a file for each action that IAM allows a role, the first time."""
    from ministack.core import iam_evaluator  # noqa: PLC0415 - the importer says when # pyright: ignore[reportMissingTypeStubs]

    iam: Any = iam_evaluator
    evaluate = iam.evaluate
    noted: set[tuple[str, str]] = set()

    def evaluate_and_note(context: Any, *policies: Any) -> Any:  # noqa: ANN401 - ministack's own
        result = evaluate(context, *policies)
        used = (role_of(context.principal_arn), context.action)
        if result.decision == "Allow" and used not in noted:
            noted.add(used)
            with file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"role": used[0], "action": used[1]}) + "\n")
        return result

    iam.evaluate = evaluate_and_note


def role_of(principal_arn: str) -> str:
    """Return the name of the role of arn:aws:sts::123456789012:assumed-role/NAME/SESSION; of others the ARN."""
    kind, _, name = principal_arn.rpartition(":")[2].partition("/")
    return name.partition("/")[0] if kind == "assumed-role" else principal_arn

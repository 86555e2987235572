"""The same program one release later: tasks have a column more."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

from local_aws.athena import RowCounts
from tasklake_lake.statements import read_statement
from tasklake_operations.checkout import REPOSITORY
from tests.integration.lake.realized_lake import WINDOWS, Lake

COLUMN: Final = "estimate_minutes"
COMMENT: Final = "Minutes, by the owner's estimate."

RELEASE: Final = dedent("""\
    import json
    import sys
    from pathlib import Path

    from tasklake_operations.lake_migration import add_columns, pending_additions
    from local_aws.sessions import EmulatorSession
    from tests.integration.lake.realized_lake import Lake, realize_lake

    endpoint, bucket, name, database, folder = sys.argv[1:]
    lake = Lake(EmulatorSession(endpoint), bucket, database, Path(folder))
    glue = lake.session.client("glue")
    pending = pending_additions(glue, database)
    add_columns(lake.sql.execute, pending)
    realize_lake(name, lake.session, lake.folder)
    left = pending_additions(glue, database)
    print(json.dumps([[f"{each.table}.{each.column.name}" for each in columns] for columns in (pending, left)]))
""")


@dataclass(frozen=True, slots=True)
class LaterRelease:
    """A copy of the sources in which tasks have an estimate, as somebody who adds a column edits them."""

    folder: Path

    def release(self, lake: Lake, name: str) -> Any:  # noqa: ANN401  # JSON
        """Migrate a lake and then realize its program, both of this release, in a process of their own.

        Returns:
            The columns that were added, and those that were missing afterwards.
        """
        script = self.folder / "release.py"
        script.write_text(RELEASE)
        done = subprocess.run(
            [
                sys.executable,
                script,
                lake.session.endpoint_url,
                lake.bucket,
                name,
                lake.database,
                lake.folder,
            ],
            env={**os.environ, "PYTHONPATH": f"{self.folder}{os.pathsep}{REPOSITORY}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def maintain(self, lake: Lake) -> dict[str, RowCounts]:
        """Run the merges of this release once, and return what each changed."""
        files = (self.folder / "infrastructure/sql/maintenance").glob("merge_task_*.sql")
        return {
            file.stem: lake.sql.execute(read_statement(file).rendered(WINDOWS.parameters())) for file in files
        }


def copy_sources(folder: Path) -> LaterRelease:
    """Return the later release, its sources copied to a folder and edited there."""
    shutil.copytree(REPOSITORY / "packages/shared/tasklake", folder / "tasklake")
    shutil.copytree(REPOSITORY / "infrastructure", folder / "infrastructure")
    edit(
        folder / "tasklake/models.py",
        r"(    due_date: date \| None\n)(?=    created_at)",
        rf"\1    {COLUMN}: int | None = None\n",
    )
    lake = folder / "tasklake/lake.py"
    edit(lake, r"SCHEMA_VERSION: Final = 1\b", "SCHEMA_VERSION: Final = 2")
    edit(lake, r"(ADDED_IN: .* = )\{\}", rf'\1{{"{COLUMN}": 2}}')
    edit(
        lake,
        r"(TASK_COMMENTS: Final = \{\n)",
        rf"\1    '{COLUMN}': {COMMENT!r},\n",
    )
    sql = folder / "infrastructure/sql"
    for merge in ("merge_task_states", "merge_task_history"):
        edit(
            sql / f"maintenance/{merge}.sql",
            r"(?P<assigned>\brequest_id = )?(?P<source>\bs\.)?\brequest_id,",
            lambda found: (
                f"{found[0]} {f'{COLUMN} = ' if found['assigned'] else ''}{found['source'] or ''}{COLUMN},"
            ),
        )
    edit(sql / "views/tasks.sql", r"request_id(?=\nFROM|, op\n)", rf"\g<0>, {COLUMN}")
    return LaterRelease(folder)


def edit(path: Path, pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> None:
    text, count = re.subn(pattern, replacement, path.read_text())
    assert count, f"{path} has no {pattern}"
    path.write_text(text)

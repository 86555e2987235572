import shutil
import subprocess
from pathlib import Path

from tasklake_operations.checkout import REPOSITORY

SERVICES = ["services/api", "services/stream_etl", "services/user_erasure", "services/lake_jobs"]
REFERENCES = "bench/references/requirements"
LOCKS = [
    "requirements.lock",
    *(f"{service}/requirements.lock" for service in SERVICES),
    f"{REFERENCES}.lock",
]
MEMBERS = [
    *(f"packages/{room}" for room in ("shared", "lake", "local_aws", "operations", "devkit")),
    "infrastructure",
    *SERVICES,
]


def test_the_locks_are_what_make_lock_would_write(tmp_path: Path) -> None:
    projects = ["pyproject.toml", *(f"{member}/pyproject.toml" for member in MEMBERS), f"{REFERENCES}.in"]
    for name in ["Makefile", *projects, *LOCKS]:
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, target)
    (tmp_path / ".venv").symlink_to(REPOSITORY / ".venv")

    subprocess.run(["make", "lock"], cwd=tmp_path, check=True, capture_output=True)

    stale = [lock for lock in LOCKS if (tmp_path / lock).read_bytes() != (REPOSITORY / lock).read_bytes()]
    assert stale == [], "run `make lock` and commit"


def test_the_locks_name_no_index_and_no_folder() -> None:
    for lock in LOCKS:
        text = (REPOSITORY / lock).read_text()
        assert "://" not in text
        assert " @ " not in text
        pinned = [line for line in text.splitlines() if line and line[0].isalnum()]
        assert all("==" in line for line in pinned)
        assert text.count("--hash=sha256:") >= len(pinned)

"""Records the state that this release leaves; run at a release: python -m tests.e2e.upgrade.record."""

import re
import shutil
import tarfile
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from local_aws.emulator.loopback import free_port
from tests.e2e.shell import Shell
from tests.e2e.upgrade.recorded import ARCHIVE, USERS, Said, api

LEFT_OUT = ("services/lambda-blobs", "services/cognito-rsa-key.pem", "services/cognito-pool-keys")
"""The functions' code, which every release brings along, and keys, which the emulator makes anew."""


def main() -> None:
    with TemporaryDirectory() as folder:
        shell = Shell(Path(folder))
        process, _ = shell.up(free_port())
        try:
            write_history(shell)
            maintained = shell.run_here("lake", "maintain")
            assert maintained.returncode == 0, maintained.stderr
            Said.by(shell).write(shell.folder)
        finally:
            process.terminate()
            process.wait(60)
        strip(shell.folder / "emulator")
        with tarfile.open(ARCHIVE, "w:xz", preset=9) as archive:
            for name in ("emulator", "said.json"):
                archive.add(shell.folder / name, name, filter=anonymous)


def write_history(shell: Shell) -> None:
    """Have every kind of change made, and wait until the lake has them."""
    for email in (*USERS, "gone@example.com"):
        user = api(shell, email)
        user.send("POST", "/v1/users", {"name": email.partition("@")[0].title()})
        kept, finished, removed = (
            user.send("POST", "/v1/tasks", {"title": title, "category": "Büro ✓", "due_date": "2026-12-24"})
            for title in ("kept", "finished", "removed")
        )
        user.send("POST", "/v1/tasks", {"title": "bare"}, **{"idempotency-key": "once"})
        user.send("PATCH", f"/v1/tasks/{kept['id']}", {"category": None, "priority": "urgent"})
        user.send("PATCH", f"/v1/tasks/{finished['id']}", {"status": "in_progress"})
        user.send("PATCH", f"/v1/tasks/{finished['id']}", {"status": "completed"})
        user.send("DELETE", f"/v1/tasks/{removed['id']}")
    api(shell, "gone@example.com").send("DELETE", "/v1/users/me")
    deadline = time.monotonic() + 60
    while "Table and lake agree." not in shell.run_here("lake", "verify", "--settle", "2").stderr:
        assert time.monotonic() < deadline, "the lake does not catch up"


def strip(emulator: Path) -> None:
    for name in LEFT_OUT:
        path = emulator / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    realized = emulator / "realized.json"
    # Code that is not there must differ from any that the next release brings.
    text = re.sub(r'("sha256": ")[0-9a-f]{64}', rf"\g<1>{'0' * 64}", realized.read_text(encoding="utf-8"))
    realized.write_text(text, encoding="utf-8")


def anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return None if entry.name.endswith((".lock", "/lock")) else entry


if __name__ == "__main__":
    main()

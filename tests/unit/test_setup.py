"""What `make setup` does on machines with other Pythons, the package index aside."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tasklake_operations.checkout import REPOSITORY

PYTHON = """#!/bin/sh
case $* in
*"!= (3, 13)"*) [ {minor} -eq 13 ] ;;
*"< (3, 9)"*) [ {minor} -ge 9 ] ;;
*"print(sys.executable)"*) echo "$0" ;;
*"import ensurepip"*) false ;;
*"-m pip install"*) mkdir -p uv/bin && cp "$FAKES/fetched" uv/bin/uv && echo "pip $(cat uv.txt)" >>"$FAKES/calls" ;;
*) exit 9 ;;
esac
"""
UV = """#!/bin/sh
echo "uv $*" >>"$FAKES/calls"
mkdir -p .venv
"""


def add(file: Path, script: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(script)
    file.chmod(0o755)
    return file


class Machine:
    """A checkout, and a PATH with the tools of a bare machine; pip and uv are what the test says."""

    def __init__(self, folder: Path) -> None:
        self.checkout, self.path = folder / "checkout", folder / "path"
        self.checkout.mkdir()
        self.path.mkdir()
        for name in ("setup.sh", "requirements.lock"):
            shutil.copyfile(REPOSITORY / name, self.checkout / name)
        for tool in ("cat", "cp", "dirname", "mkdir", "mktemp", "rm", "sed", "touch"):
            (self.path / tool).symlink_to(str(shutil.which(tool)))
        add(self.path / "fetched", UV)

    def python(self, minor: int, *, name: str = "python3") -> Path:
        return add(self.path / name, PYTHON.format(minor=minor))

    def setup(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(shutil.which("sh")), str(self.checkout / "setup.sh"), "one", "two words"],
            env={"PATH": str(self.path), "FAKES": str(self.path), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def calls(self) -> list[str]:
        calls = self.path / "calls"
        return calls.read_text().splitlines() if calls.exists() else []

    @property
    def new_venvs(self) -> list[str]:
        return [call for call in self.calls if call.startswith("uv venv")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("name", ["python3", "python", "python3.11"])
def test_another_python_fetches_the_pinned_uv_which_finds_the_right_one(machine: Machine, name: str) -> None:
    machine.python(11, name=name)
    assert machine.setup().returncode == 0
    lock = (REPOSITORY / "requirements.lock").read_text()
    pinned = re.search(r"^uv==.*?[^\\]$", lock, re.MULTILINE | re.DOTALL)
    assert pinned
    assert "\n".join(machine.calls).startswith(f"pip {pinned[0]}\nuv venv")
    assert machine.new_venvs == ["uv venv --clear --python 3.13 .venv"]
    assert machine.calls[-1].endswith("-e one -e two words")
    assert (machine.checkout / ".venv" / ".complete").exists()


@pytest.mark.parametrize("minor", [None, 8])
def test_without_a_python_that_will_do_it_says_what_to_install(machine: Machine, minor: int | None) -> None:
    if minor:
        machine.python(minor)
    result = machine.setup()
    assert result.returncode != 0
    assert "Install any from 3.9 on" in result.stderr
    assert machine.calls == []


def test_a_python_that_is_named_wins(machine: Machine, tmp_path: Path) -> None:
    machine.python(11)
    named = add(tmp_path / "elsewhere" / "python", PYTHON.format(minor=13))
    machine.setup(PYTHON=str(named))
    assert machine.new_venvs == [f"uv venv --clear --python {named} .venv"]


def test_a_python_that_is_named_and_is_another_is_refused(machine: Machine) -> None:
    named = machine.python(11)
    result = machine.setup(PYTHON=str(named))
    assert result.returncode != 0
    assert f"PYTHON={named} is none" in result.stderr
    assert machine.calls == []


@pytest.mark.parametrize(
    ("minor", "complete"), [(11, True), (13, False)], ids=["another Python", "half made"]
)
def test_a_venv_of_another_python_or_half_made_is_made_anew(
    machine: Machine, minor: int, *, complete: bool
) -> None:
    machine.python(11)
    add(machine.checkout / ".venv" / "bin" / "python", PYTHON.format(minor=minor))
    if complete:
        (machine.checkout / ".venv" / ".complete").touch()
    machine.setup()
    assert len(machine.new_venvs) == 1


def test_a_whole_venv_is_only_brought_up_to_date_and_where_that_fails_not_whole(machine: Machine) -> None:
    venv = machine.checkout / ".venv"
    add(venv / "bin" / "python", PYTHON.format(minor=13))
    add(venv / "bin" / "uv", UV)
    (venv / ".complete").touch()
    machine.setup()
    assert machine.new_venvs == []
    assert [call.split()[:3] for call in machine.calls] == [["uv", "pip", "sync"], ["uv", "pip", "install"]]
    (venv / ".complete").touch()
    add(venv / "bin" / "uv", "#!/bin/sh\nexit 1\n")
    assert machine.setup().returncode != 0
    assert not (venv / ".complete").exists()

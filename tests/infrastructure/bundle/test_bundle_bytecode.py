import importlib.util
import marshal
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from infrastructure.bundle import Platform, build_bundle
from infrastructure.bundle.errors import BundleError, InterpreterError
from tests.infrastructure.bundle.bundle_repository import BundleOf

UNCHECKED_HASH = 0b01


@pytest.mark.parametrize(
    "service",
    ["api", *(pytest.param(name, marks=pytest.mark.journey) for name in ("stream_etl", "user_erasure"))],
)
def test_every_source_has_bytecode_that_is_trusted_unread(bundle_of: BundleOf, service: str) -> None:
    with ZipFile(bundle_of(service, Platform.LAMBDA_ARM64)) as bundle:
        sources = [name for name in bundle.namelist() if name.endswith(".py")]
        for source in sources:
            pyc = bundle.read(importlib.util.cache_from_source(source, optimization=""))
            assert pyc[:4] == importlib.util.MAGIC_NUMBER
            assert int.from_bytes(pyc[4:8], "little") == UNCHECKED_HASH
            assert pyc[8:16] == importlib.util.source_hash(bundle.read(source))
            assert marshal.loads(pyc[16:]).co_filename == f"/var/task/{source}"  # noqa: S302 - compiled above
    assert len(sources) > 300


def test_a_source_newer_than_its_bytecode_is_not_read(greeter: Path, tmp_path: Path) -> None:
    tree = tmp_path / "task"
    with ZipFile(build_bundle(greeter, Platform.HOST)) as bundle:
        bundle.extractall(tree)
    (tree / "greeting" / "handler.py").write_text("raise SystemExit('the source was compiled')")
    program = f"import sys; sys.path.insert(0, {str(tree)!r}); from greeting.handler import handler; print(handler(0, 0))"
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", program], check=False, capture_output=True, text=True
    )
    assert (result.stdout, result.stderr) == ("hello\n", "")


def test_a_source_that_does_not_compile_is_named(greeter: Path) -> None:
    (greeter / "greeting" / "handler.py").write_text("def handler(:\n")
    with pytest.raises(BundleError, match=r"does not compile[\s\S]*/var/task/greeting/handler.py"):
        build_bundle(greeter, Platform.HOST)


def test_another_python_is_refused(greeter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.implementation, "cache_tag", "cpython-312")
    with pytest.raises(
        InterpreterError, match="is cpython-312, the functions run on cpython-313; run `make setup`"
    ):
        build_bundle(greeter, Platform.HOST)

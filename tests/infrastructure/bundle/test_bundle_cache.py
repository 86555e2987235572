import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infrastructure.bundle import Platform, build_bundle
from infrastructure.bundle.errors import ServiceDefinitionError

HANDLER = Path("services/greeter/greeting/handler.py")


def test_the_same_inputs_are_built_once(
    greeter: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    built = build_bundle(greeter, Platform.HOST)
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "empty"))
    inode = built.stat().st_ino
    assert build_bundle(greeter, Platform.HOST) == built
    assert built.stat().st_ino == inode


@pytest.mark.parametrize(
    ("file", "addition"),
    [
        (HANDLER, "LANGUAGE = 'en'\n"),
        (HANDLER.with_name("words.json"), "{}"),
        (Path("packages/shared/tasklake/__init__.py"), "VERSION = 1\n"),
        (Path("services/greeter/requirements.lock"), "# renewed\n"),
    ],
)
def test_a_changed_input_makes_another_bundle(greeter: Path, file: Path, addition: str) -> None:
    old = build_bundle(greeter, Platform.HOST)
    append(greeter.parents[1] / file, addition)
    new = build_bundle(greeter, Platform.HOST)
    assert new != old
    assert set(new.parent.iterdir()) == {old, new}


def test_a_changed_list_of_services_is_not_answered_from_the_cache(greeter: Path) -> None:
    build_bundle(greeter, Platform.HOST)
    pyproject = greeter / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace("[]", '["dynamodb"]'))
    with pytest.raises(ServiceDefinitionError, match="'dynamodb', which the locked botocore does not have"):
        build_bundle(greeter, Platform.HOST)


def test_a_change_that_reaches_no_function_keeps_the_bundle(greeter: Path) -> None:
    built = build_bundle(greeter, Platform.HOST)
    (greeter / "greeting" / "handler.pyi").touch()
    (greeter / "greeting" / "__pycache__").mkdir()
    (greeter / "greeting" / "__pycache__" / "handler.cpython-313.pyc").touch()
    append(greeter / "pyproject.toml", "# a remark\n")
    assert build_bundle(greeter, Platform.HOST) == built


def test_a_build_removes_what_was_unused_for_an_hour_and_nothing_else(greeter: Path) -> None:
    handler = greeter.parents[1] / HANDLER
    original = handler.read_text()
    reused = build_bundle(greeter, Platform.HOST)
    other_platform = build_bundle(greeter, Platform.LAMBDA_ARM64)
    append(handler, "# unused\n")
    unused = build_bundle(greeter, Platform.HOST)
    over_an_hour_ago = time.time() - 3700
    for bundle in (reused, other_platform, unused):
        os.utime(bundle, (over_an_hour_ago, over_an_hour_ago))
    handler.write_text(original)
    assert build_bundle(greeter, Platform.HOST) == reused
    append(handler, "# new\n")
    new = build_bundle(greeter, Platform.HOST)
    assert set(new.parent.iterdir()) == {reused, other_platform, new}


def test_builders_at_the_same_time_agree(greeter: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        built = set(pool.map(build_bundle, [greeter] * 3, [Platform.HOST] * 3))
    (bundle,) = built
    assert list(bundle.parent.iterdir()) == [bundle]


def append(file: Path, addition: str) -> None:
    with file.open("a") as opened:
        opened.write(addition)

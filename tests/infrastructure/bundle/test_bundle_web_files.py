import gzip
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest

from infrastructure.bundle import Platform, build_bundle
from infrastructure.bundle.errors import ServiceDefinitionError
from tests.infrastructure.bundle.bundle_repository import REPOSITORY, BundleOf

WEB_FILES = [
    "LICENSE",
    "docs.html",
    "docs.js",
    "favicon-32x32.png",
    "oauth2-redirect.html",
    "openapi.json",
    "swagger-ui-bundle.js",
    "swagger-ui.css",
]


@pytest.fixture
def served(greeter: Path) -> Path:
    """The greeter, which serves a file of its own."""
    (greeter / "greeting" / "words.json").write_text('{"en": "hello"}')
    serve(greeter, "greeting/words.json")
    return greeter


def serve(service: Path, name: str) -> None:
    with (service / "pyproject.toml").open("a") as pyproject:
        pyproject.write(f'web-files = ["{name}"]\n')


def test_the_api_has_its_web_files_gzipped_and_only_so(bundle_of: BundleOf) -> None:
    with ZipFile(bundle_of("api", Platform.LAMBDA_ARM64)) as bundle:
        names = [name for name in bundle.namelist() if Path(name).suffix not in {".py", ".pyc"}]
        document = gzip.decompress(bundle.read("tasklake_api/web/openapi.json.gz"))
        style = gzip.decompress(bundle.read("tasklake_api/web/swagger-ui.css.gz"))
    own = [name.removeprefix("tasklake_api/") for name in names if name.startswith("tasklake_api/")]
    assert own == [f"web/{name}.gz" for name in WEB_FILES]
    assert document == (REPOSITORY / "services/api/tasklake_api/openapi.json").read_bytes()
    installed = distribution("swagger-ui-py").locate_file("swagger_ui/static/swagger-ui.css")
    assert style == Path(str(installed)).read_bytes()


def test_a_web_file_says_nothing_about_when_it_was_compressed(served: Path) -> None:
    with ZipFile(build_bundle(served, Platform.HOST)) as bundle:
        stored = bundle.read("greeting/web/words.json.gz")
        assert "greeting/words.json" not in bundle.namelist()
    assert stored[4:8] == b"\0\0\0\0"
    assert gzip.decompress(stored) == b'{"en": "hello"}'


def test_a_changed_web_file_makes_another_bundle(served: Path) -> None:
    old = build_bundle(served, Platform.HOST)
    (served / "greeting" / "words.json").write_text('{"en": "hi"}')
    assert build_bundle(served, Platform.HOST) != old


@pytest.mark.parametrize(
    "name", ["greeting/gone.json", "swagger-ui-py:swagger_ui/gone.js", "no-such-package:a.js"]
)
def test_a_web_file_that_is_not_there_is_named(greeter: Path, name: str) -> None:
    serve(greeter, name)
    with pytest.raises(
        ServiceDefinitionError, match=f"names the web file {name}, which is not there; run `make"
    ):
        build_bundle(greeter, Platform.HOST)

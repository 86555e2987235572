import hashlib
import tarfile
from pathlib import Path

import pytest

from tests.trino.distribution import DistributionError, server_folder


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a Maven repository with a small server in it: two plugins that share a file, of which one is needed."""
    source = tmp_path / "source/trino-server-476"
    unneeded, needed = source / "plugin/accumulo/shared.jar", source / "plugin/hive/shared.jar"
    for file in (unneeded, needed):
        file.parent.mkdir(parents=True)
    unneeded.write_text("shared")
    needed.hardlink_to(unneeded)
    archive = tmp_path / "repository/io/trino/trino-server/476/trino-server-476.tar.gz"
    archive.parent.mkdir(parents=True)
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(source, source.name)
    monkeypatch.setenv("MAVEN_REPOSITORY_URL", f"{(tmp_path / 'repository').as_uri()}/")
    return archive


def checksum(archive: Path) -> str:
    return hashlib.sha256(archive.read_bytes()).hexdigest()


def test_only_the_plugins_that_are_needed_stay(repository: Path, tmp_path: Path) -> None:
    folder = server_folder(tmp_path / "cache", sha256=checksum(repository))

    assert folder == tmp_path / "cache/trino-server-476"
    assert [plugin.name for plugin in (folder / "plugin").iterdir()] == ["hive"]
    assert (folder / "plugin/hive/shared.jar").read_text() == "shared"
    assert [each.name for each in (tmp_path / "cache").iterdir()] == ["trino-server-476"]


def test_it_is_fetched_once(repository: Path, tmp_path: Path) -> None:
    first = server_folder(tmp_path / "cache", sha256=checksum(repository))
    repository.unlink()

    assert server_folder(tmp_path / "cache") == first


def test_another_file_is_not_unpacked(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(
        DistributionError, match=r"not the cfd5accd\w+ of trino-server-476; nothing was unpacked"
    ):
        server_folder(tmp_path / "cache")

    assert list((tmp_path / "cache").iterdir()) == []


def test_a_repository_without_it(repository: Path, tmp_path: Path) -> None:
    repository.unlink()

    with pytest.raises(
        DistributionError, match=r"trino-server-476.tar.gz cannot be fetched: .* set MAVEN_REPOSITORY_URL"
    ):
        server_folder(tmp_path / "cache")

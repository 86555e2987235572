"""A Trino server of one process over the emulator's S3 and Glue, on the loopback address."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final, Self

from local_aws.emulator import Emulator
from local_aws.emulator.loopback import free_port
from tests.trino.distribution import server_folder
from tests.trino.glue_proxy import GlueProxy
from tests.trino.java import find_java
from tests.trino.server_settings import HOST, write_settings

_START_SECONDS: Final = 120
_STOP_SECONDS: Final = 30
_LOG_TAIL: Final = 25

# Trino documentation, "Deploying Trino", JVM config; but with a collector and a compiler for a short life on few cores.
_JVM_OPTIONS: Final = (
    "-server",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-OmitStackTraceInFastThrow",
    "-XX:ReservedCodeCacheSize=256M",
    "-XX:+EnableDynamicAgentLoading",
    "-Djdk.attach.allowAttachSelf=true",
    "-Dfile.encoding=UTF-8",
    "-Duser.timezone=UTC",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "--add-modules=jdk.incubator.vector",
)


class TrinoStartError(Exception):
    """The server ended early, or was not ready in time; the message ends with the end of its log."""


@dataclass(kw_only=True)
class TrinoServer:
    """A running server; entering the context starts it, leaving stops it.

    Attributes:
        java: The `java` to run it with.
        distribution: The unpacked server.
        folder: Where its settings, data and log go.
        port: Of its HTTP endpoint.
        s3_url: Endpoint of S3.
        glue_url: Endpoint of Glue.
        heap: The most that it may allocate, as `-Xmx` takes it.
        query_memory: The most of it that a query may take, as `query.max-memory-per-node` takes it; None for Trino's own share.
    """

    java: Path
    distribution: Path
    folder: Path
    port: int
    s3_url: str
    glue_url: str
    heap: str = "1536M"
    query_memory: str | None = None
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @property
    def log_file(self) -> Path:
        return self.folder / "server.log"

    @classmethod
    def beside(
        cls,
        emulator: Emulator,
        glue: GlueProxy,
        folder: Path,
        *,
        heap: str = "1536M",
        query_memory: str | None = None,
    ) -> Self:
        """Describe a server over an emulator's S3 and the Glue that Trino sees, with the Java and the distribution found here.

        Raises:
            JavaNotFoundError: There is no Java that is new enough.
            DistributionError: The server cannot be fetched.
        """
        return cls(
            java=find_java(), distribution=server_folder(), folder=folder, port=free_port(),
            s3_url=emulator.endpoint_url, glue_url=glue.url, heap=heap, query_memory=query_memory,
        )  # fmt: skip

    def __enter__(self) -> Self:
        """Start the server and return once it answers.

        Raises:
            TrinoStartError: It ended early, or was not ready in time.
        """
        try:
            write_settings(
                self.folder,
                port=self.port,
                distribution=self.distribution,
                s3_url=self.s3_url,
                glue_url=self.glue_url,
                query_memory=self.query_memory,
            )
            self._process = self._spawn()
            self._wait_until_ready(self._process)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _spawn(self) -> "subprocess.Popen[bytes]":
        settings = {
            "node.environment": "tasklake",
            "node.id": "local",
            "node.data-dir": self.folder / "data",
            "node.bind-ip": HOST,
            "node.internal-address": HOST,
            "config": self.folder / "config.properties",
        }
        with self.log_file.open("wb") as log:
            return subprocess.Popen(
                [
                    *(sys.executable, "-P", Path(__file__).with_name("child_process.py")),
                    *(
                        self.java,
                        f"-Xmx{self.heap}",
                        *_JVM_OPTIONS,
                        *(f"-D{name}={value}" for name, value in settings.items()),
                    ),
                    *("-classpath", self.distribution / "lib/*", "io.trino.server.TrinoServer"),
                ],
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                # A terminal's Ctrl-C is for pytest, which stops the server.
                start_new_session=True,
            )

    def _stop(self) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _wait_until_ready(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + _START_SECONDS
        while process.poll() is None:
            if _is_ready(self.port):
                return
            if time.monotonic() > deadline:
                raise TrinoStartError(self._with_log(f"Trino was not ready in {_START_SECONDS} s"))
            time.sleep(0.2)
        raise TrinoStartError(self._with_log(f"Trino ended with code {process.returncode} while it started"))

    def _with_log(self, reason: str) -> str:
        lines = self.log_file.read_text("utf-8", "replace").splitlines()
        return "\n".join([f"{reason}; {self.log_file} ends with:", *lines[-_LOG_TAIL:]])


def _is_ready(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/v1/info")
        response = connection.getresponse()
        return response.status == 200 and json.load(response)["starting"] is False
    except (OSError, HTTPException, ValueError):
        return False
    finally:
        connection.close()

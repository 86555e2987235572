"""Starting and stopping the emulator's process."""

import logging
import os
import shutil
import subprocess
import sys
import time
from http.client import HTTPException
from pathlib import Path
from typing import Self

from local_aws.emulator.errors import (
    EmulatorDiedError,
    EmulatorStartError,
    UncleanStopError,
)
from local_aws.emulator.loopback import HOST, close_apis, is_ready, refuse_port_in_use
from local_aws.emulator.query_server import QueryServer
from local_aws.emulator.state_lock import StateLock, mark_unsaved
from local_aws.root import LOCAL_ACCOUNT, LOCAL_REGION
from local_aws.sessions import EmulatorSession

_log = logging.getLogger(__name__)
_START_SECONDS = 30
_USUAL_STOP_SECONDS = 5
_STOP_SECONDS = 50
_INHERITED = ("HOME", "PATH")


class Emulator:
    """A ministack with IAM enforced and its state in a folder, alive until `stop` or the end of this process.

    Athena's queries run in this process, in an engine of ours, and are known while the emulator runs.
    S3 objects reach the disk at once, everything else only while the emulator stops; it has no other way to
    save. One that was killed leaves tables older than its buckets, so the next start refuses that state.
    """

    def __init__(self, *, port: int, state_dir: Path, logs_dir: Path) -> None:
        """Describe the emulator; nothing runs and nothing is written before `start`."""
        self.port = port
        self.endpoint_url = f"http://{HOST}:{port}"
        self.state_dir = state_dir.absolute()
        self.log_file = logs_dir.absolute() / "emulator.log"
        self.permissions_file = logs_dir.absolute() / "permissions.jsonl"
        self._temp_dir = self.state_dir / "tmp"
        self._lock = StateLock(self.state_dir)
        self._queries: QueryServer | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The process id while the emulator runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def session(self) -> EmulatorSession:
        """Return new clients with the root credentials."""
        return EmulatorSession(self.endpoint_url)

    def start(self) -> None:
        """Start the emulator on the saved state and return once it answers.

        Raises:
            PortInUseError: Something else listens on the port.
            StateInUseError: A running emulator uses the state folder.
            UncleanStopError: The last emulator on the state folder did not save its state.
            EmulatorStartError: The process ended early, or was not ready in time.
        """
        refuse_port_in_use(self.port)
        with self._lock.held() as lock:
            try:
                shutil.rmtree(self._temp_dir, ignore_errors=True)
                self._temp_dir.mkdir()
                self._queries = QueryServer(self.session(), mirror_root=self.state_dir / "objects")
                self._process = self._spawn(lock, self._queries)
                self._wait_until_ready()
                mark_unsaved(lock, self._process.pid)
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """Stop the emulator, saving its state; without effect when it was not started.

        Raises:
            UncleanStopError: It did not save its state: it had ended before, or would not end.
        """
        if self._queries is not None:
            self._queries.close()
            self._queries = None
        if self._process is None:
            return
        ended_by_itself = self.pid is None
        process, self._process = self._process, None
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(_USUAL_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            _log.warning(
                "The emulator has not saved its state yet; if the disk is full, it has %d s to get room. See %s.",
                _STOP_SECONDS,
                self.log_file,
            )
            self._wait_or_kill(process)
        shutil.rmtree(self._temp_dir, ignore_errors=True)
        try:
            self._lock.refuse_unsaved()
        except UncleanStopError as error:
            if ended_by_itself:
                error.add_note(f"The emulator ended by itself; see {self.log_file}.")
            raise

    @staticmethod
    def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def close_apis(self) -> None:
        """Let the program's APIs answer 503 from now on; return when the requests under way are answered.

        Raises:
            EmulatorDiedError: The emulator ended by itself.
        """
        try:
            close_apis(self.port)
        except (OSError, HTTPException) as error:
            raise EmulatorDiedError(f"The emulator ended by itself; see {self.log_file}.") from error

    def _spawn(self, lock: int, queries: QueryServer) -> subprocess.Popen[bytes]:
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - this interpreter and a module of this package
                [
                    *(sys.executable, "-P", "-m", "local_aws.emulator_process"),
                    *(str(lock), str(self._temp_dir), str(self.permissions_file)),
                ],
                env=self._environment() | queries.environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=(lock,),
                start_new_session=True,  # a terminal's Ctrl-C is for the parent, which stops the emulator
            )

    def _environment(self) -> dict[str, str]:
        # Functions see all of it, so nothing of the developer's comes in that Python does not need.
        return {name: os.environ[name] for name in _INHERITED if name in os.environ} | {
            "AUTH": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(self.port),
            "IOT_MTLS_ENABLED": "0",
            "LAMBDA_EXECUTOR": "local",
            "LANG": "C.UTF-8",
            "MINISTACK_ACCOUNT_ID": LOCAL_ACCOUNT,
            "MINISTACK_REGION": LOCAL_REGION,
            "PERSIST_STATE": "1",
            "S3_DATA_DIR": str(self.state_dir / "s3"),
            "S3_PERSIST": "1",
            "SFTP_ENABLED": "0",
            "STATE_DIR": str(self.state_dir / "services"),
            "TMPDIR": str(self._temp_dir),
            "TZ": "UTC",
        }

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while self.pid is not None:
            if is_ready(self.port):
                return
            if time.monotonic() > deadline:
                raise EmulatorStartError(
                    f"The emulator was not ready in {_START_SECONDS} s; see {self.log_file}."
                )
            time.sleep(0.02)
        # Quoted, for the log of a demo goes with the demo's folder.
        last_line = (self.log_file.read_text("utf-8", "replace").splitlines() or ["nothing"])[-1]
        raise EmulatorStartError(
            f"The emulator ended while it started; see {self.log_file}, which ends with: {last_line}"
        )

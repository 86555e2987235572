"""The emulator's own process: ministack, stopped by the end of its standard input.

A parent that dies, however it dies, closes that pipe. So the emulator saves its state and goes too.
"""

import logging
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from threading import Thread
from typing import Any, Final

from local_aws.emulator_process.api_gate import ApiGate
from local_aws.emulator_process.persistence import refuse_unwritten_objects, save_streams
from local_aws.emulator_process.queries import hand_on_queries
from local_aws.emulator_process.service_principals import let_services_name_their_source
from local_aws.emulator_process.turns import serialise_requests
from local_aws.emulator_process.used_permissions import note_permissions

SAVE_SECONDS: Final = 60
"""How long a full disk has to get room for the state."""


class _SaveFailures(logging.Handler):
    """ministack logs the service whose state it could not save, and goes on."""

    seen = False

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - the signature of logging
        self.seen = True


def _stop_at_end_of_input() -> None:
    while os.read(0, 1024):  # not sys.stdin: a thread that reads it would hold its lock at exit
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Run ministack.

    Arguments of the command: the descriptor of a file to empty once the state is saved; a folder to remove; a file for the
    permissions that roles use. Variables:
    the address of the server that answers queries, and its secret, which functions do not get to see.
    """
    address, secret = os.environ.pop("LOCAL_AWS_QUERY_SERVER"), os.environ.pop("LOCAL_AWS_QUERY_SECRET")
    lock, temp_dir, permissions = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    Thread(target=_stop_at_end_of_input, daemon=True).start()
    serialise_requests()  # before a service takes what it replaces
    # Imported late, so that the pipe is watched from the start.
    from ministack import app as ministack  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs]

    app: Any = ministack
    hand_on_queries(app.SERVICE_HANDLERS, address, secret)
    let_services_name_their_source(app.SERVICE_HANDLERS)
    save_streams()
    refuse_unwritten_objects()
    note_permissions(Path(permissions))
    app.app = ApiGate(app.app)

    failures = _SaveFailures(logging.ERROR)
    logging.getLogger("persistence").addHandler(failures)
    sys.argv = ["ministack"]
    try:
        app.main()
        for _ in range(SAVE_SECONDS):
            if not failures.seen:
                os.ftruncate(lock, 0)
                break
            time.sleep(1)
            failures.seen = False
            app.save_all(app._build_persistence_save_dict())  # noqa: SLF001 - what it does itself when it stops
    finally:
        shutil.rmtree(temp_dir, ignore_errors=True)


if __name__ == "__main__":
    main()

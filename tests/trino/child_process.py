"""Run a command until it ends, or until standard input does: a parent that dies, however it dies, closes that."""

import os
import subprocess
import sys
from threading import Thread


def _terminate_at_end_of_input(child: "subprocess.Popen[bytes]") -> None:
    while os.read(0, 1024):
        pass
    child.terminate()


if __name__ == "__main__":
    with subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL) as process:
        Thread(target=_terminate_at_end_of_input, args=(process,), daemon=True).start()
    sys.exit(process.returncode)

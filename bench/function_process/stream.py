"""The stream function in one process, as Lambda starts it: what it takes until its first batch is written.

Run: python bench/function_process/stream.py MODULE EVENT OUT, with the function on PYTHONPATH. It writes the milliseconds of CPU
of the process to OUT as JSON, and beside it, with the suffix .parquet, what the function put into S3.
"""
# ruff: noqa: INP001  # run beside the functions, which have no package of ours

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

from function import Context


def main(module: str, payload: Path, out: Path) -> None:
    handler: Any = importlib.import_module(module).handler
    awsrequest, httpsession = (
        importlib.import_module(f"botocore.{name}") for name in ("awsrequest", "httpsession")
    )
    bodies: list[Any] = []

    def send(_: object, request: Any) -> object:  # noqa: ANN401  # botocore types nothing
        bodies.append(request.body)
        response = awsrequest.AWSResponse(request.url, 200, {"ETag": '"0"'}, None)
        response._content = b""  # noqa: SLF001  # as if read already
        return response

    httpsession.URLLib3Session.send = send
    handler(json.loads(payload.read_text()), Context)
    spent = time.process_time_ns() / 1e6
    (body,) = bodies
    content: bytes = body if isinstance(body, bytes) else body.read()
    # A body that is sent in chunks has their lengths around it.
    out.with_suffix(".parquet").write_bytes(content[content.index(b"PAR1") : content.rindex(b"PAR1") + 4])
    out.write_text(json.dumps({"cpu_ms": spent}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))

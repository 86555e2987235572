"""The emulator's Glue as Trino must see it, and a place to act between two of Trino's calls.

* Trino knows a view by the comment "Presto View" in its parameters, and takes the table's Description for the comment
  where there is one. The emulator answers "" for a Description that was never given.
* Trino refuses a view without an owner, for whom it would run. Athena's views have none and run for whoever asks.
"""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from socketserver import BaseServer
from threading import Lock, Thread
from typing import Any, Final
from urllib.parse import urlsplit

type Table = dict[str, Any]

_OPTIONAL_TEXTS: Final = ("Description", "Owner", "ViewOriginalText", "ViewExpandedText")
_NOT_FORWARDED: Final = {"accept-encoding", "connection", "content-length", "expect", "transfer-encoding"}
_NOT_RETURNED: Final = {"connection", "content-length", "date", "server", "transfer-encoding", "x-amz-crc32"}


class GlueProxy(ThreadingHTTPServer):
    """Passes requests on to a Glue endpoint and answers as Trino expects."""

    daemon_threads = True

    def __init__(self, upstream_url: str) -> None:
        """Listen on a free port of the loopback address; nothing is answered before `serving`."""
        super().__init__(("127.0.0.1", 0), partial(_Handler, self))
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.upstream = urlsplit(upstream_url).netloc
        self._lock = Lock()
        self._interruption: Callable[[], object] | None = None

    @contextmanager
    def serving(self) -> Generator[None]:
        thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.shutdown()
            thread.join()
            self.server_close()

    def before_next_update(self, act: Callable[[], object]) -> None:
        """Act once, when Trino has done its work and is about to make it a table's new state by UpdateTable."""
        with self._lock:
            self._interruption = act

    def interrupt(self) -> None:
        with self._lock:
            act, self._interruption = self._interruption, None
        if act is not None:
            act()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, proxy: GlueProxy, request: socket, address: str, server: BaseServer) -> None:
        self.proxy = proxy
        super().__init__(request, address, server)  # which answers the request, too

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of http.server
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        action = self.headers.get("X-Amz-Target", "").removeprefix("AWSGlue.")
        if action == "UpdateTable":
            self.proxy.interrupt()
        connection = HTTPConnection(self.proxy.upstream, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _NOT_FORWARDED}
        connection.request("POST", self.path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if answer.status == 200 and action.startswith("Get"):
            content = as_trino_expects(content)
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _NOT_RETURNED:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def as_trino_expects(content: bytes) -> bytes:
    """Return the answer to GetTable, GetTables or another question, its tables as Trino reads them."""
    answer = json.loads(content)
    for table in [*answer.get("TableList", ()), *([answer["Table"]] if "Table" in answer else ())]:
        _adapt(table)
    return json.dumps(answer).encode()


def _adapt(table: Table) -> None:
    if table.get("TableType") == "VIRTUAL_VIEW":
        table["Owner"] = "analyst"
    for name in _OPTIONAL_TEXTS:
        if not table.get(name):
            table.pop(name, None)

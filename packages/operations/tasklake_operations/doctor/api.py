"""Looks whether the API answers at all, and with its document."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

import urllib3

from tasklake_operations.doctor.finding import Problem
from tasklake_operations.doctor.subject import Subject

ANSWER_SECONDS: Final = 30
API_FAILED: Final = "api-5xx"


def api(subject: Subject) -> Iterator[Problem]:
    # A pool of its own: the round trip has one connection in urllib3's.
    with urllib3.PoolManager(retries=False, timeout=ANSWER_SECONDS) as http:
        for path in ("/health", "/openapi.json"):
            try:
                answer = http.request("GET", subject.outputs.api_url + path)
            except urllib3.exceptions.HTTPError as error:
                yield Problem(f"GET {path} got no answer: {error}", API_FAILED)
                continue
            if answer.status != HTTPStatus.OK:
                yield Problem(f"GET {path} answered {answer.status}: {said(answer)}", API_FAILED)


def said(answer: urllib3.BaseHTTPResponse) -> str:
    """Return the beginning of an answer, on one line."""
    return " ".join(answer.data[:200].decode(errors="replace").split())

"""Random queries asked of both engines, for FUZZ_SECONDS; a silent difference fails, made as small as can be."""

import os
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample

from tests.trino.client import TrinoQueryError
from tests.trino.lake import Lake
from tests.trino.recording.random_statements import statements
from tests.trino.recording.recorded import SILENT, Outcome, ask_local, compared, outcome_of

SECONDS: Final = int(os.environ.get("FUZZ_SECONDS", "20"))
SEED: Final = int(os.environ.get("SEED", "0")) or time.time_ns() % 2**32
EXAMPLES: Final = 200
"""Of one search; the next begins with another seed."""


@pytest.fixture(scope="module")
def ask(new_lake: Callable[[str], Lake]) -> Callable[[str], str]:
    lake = new_lake("fuzzed")
    engine = lake.local(datetime.now(UTC))

    def verdict(sql: str) -> str:
        return compared(asked(lake, sql), ask_local(engine, sql))

    return verdict


def asked(lake: Lake, sql: str) -> Outcome:
    try:
        return outcome_of(lake.ask_trino(sql).answer)
    except TrinoQueryError as error:
        return {"error": f"{error.error_name}: {error.message}"}


def test_no_random_statement_is_answered_otherwise_without_a_word(ask: Callable[[str], str]) -> None:
    counts: Counter[str] = Counter()
    found: list[str] = []
    began = time.monotonic()

    @cache
    def is_silently_different(sql: str) -> bool:
        # What was seen stays seen: when the time is up, the smallest so far is still an example.
        if time.monotonic() - began > SECONDS:
            return False
        verdict = ask(sql)
        counts[verdict] += 1
        return verdict in SILENT

    random = Random(SEED)  # noqa: S311 - the same statements for the same seed
    while time.monotonic() - began < SECONDS:
        try:
            found.append(find(
                statements(), is_silently_different, random=random,
                settings=settings(
                    max_examples=EXAMPLES, database=None, deadline=None, phases=(Phase.generate, Phase.shrink),
                    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
                ),
            ))  # fmt: skip
        except NoSuchExample:
            continue
    # What make fuzz-sql is run for.
    print(f"seed {SEED}: {counts.total()} statements in {SECONDS} s: {dict(counts)}", *found, sep="\n")  # noqa: T201
    assert found == []

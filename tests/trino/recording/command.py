"""Asks Trino what the recorded statements and calls answer, and writes it down: `make record-sql`.

A form that `functions.tsv` refuses stays refused, for what a few rows show of an approximation or of an order is not enough.
Whoever would have it accepted writes `same` there first; it is refused again when a case differs, or fewer than two agree.
"""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import local_aws.athena.analysis
from local_aws.athena import AthenaSql
from local_aws.athena.analysis.signatures import Signature, all_signatures
from local_aws.emulator import Emulator
from tests.integration.lake.battery import battery_lake
from tests.integration.lake.realized_lake import realize_lake
from tests.local_emulator import emulator_in
from tests.trino.client import Trino, TrinoQueryError
from tests.trino.glue_proxy import GlueProxy
from tests.trino.recording.function_cases import cases
from tests.trino.recording.recorded import AGREED, SILENT, Outcome, ask_local, compared, outcome_of
from tests.trino.server import TrinoServer

FUNCTIONS: Final = Path(local_aws.athena.analysis.__file__).with_name("functions.tsv")
CASES: Final = Path("tests/unit/local_aws/athena/function_cases.json")
KEPT: Final = 4
"""Cases of one form that are recorded."""


def ask_trino(trino: Trino, sql: str, database: str) -> Outcome:
    try:
        return outcome_of(trino.run(sql, database=database).answer)
    except TrinoQueryError as error:
        return {"error": f"{error.error_name}: {error.message}"}


def judged(form: Signature, engine: AthenaSql, trino: Trino, database: str) -> list[list[object]]:
    """Return recorded cases of a form, or none where it is to be refused."""
    agreed: list[list[object]] = []
    expressions = cases(form)
    for expression in expressions:
        local = ask_local(engine, f"SELECT {expression}")
        if "error" in local and not agreed:
            continue
        theirs = ask_trino(trino, f"SELECT {expression}", database)
        verdict = compared(theirs, local)
        if verdict in SILENT:
            return []
        if verdict == AGREED:
            agreed.append([expression, theirs["columns"][0][1], theirs["rows"][0][0]])
    # A form without arguments has one case.
    return agreed[:KEPT] if len(agreed) >= min(2, len(expressions)) else []


def write_functions(recorded: Mapping[str, object]) -> None:
    lines = [
        "\t".join(
            (
                form.name,
                form.returns,
                form.arguments,
                form.kind,
                "same" if str(form) in recorded else "refused",
            )
        )
        for form in all_signatures()
    ]
    FUNCTIONS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_lines(file: Path, head: str, items: Mapping[str, object]) -> None:
    lines = ",\n".join(f"{as_json(key)}: {as_json(value)}" for key, value in items.items())
    file.write_text(f"{head}{{\n{lines}\n}}", encoding="utf-8")


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@contextmanager
def running() -> Generator[tuple[Emulator, Trino, Path]]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        with emulator_in(folder) as emulator:
            proxy = GlueProxy(emulator.endpoint_url)
            with proxy.serving(), TrinoServer.beside(emulator, proxy, folder / "trino") as server:
                yield emulator, Trino(server.port), folder


def main() -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    with running() as (emulator, trino, folder):
        lake = realize_lake("recorded", emulator.session(), folder)
        battery_lake.fill(lake, now)
        answers = {sql: ask_trino(trino, sql, lake.database) for sql in battery_lake.statements()}
        every = {str(form): judged(form, lake.sql, trino, lake.database) for form in all_signatures()}
    write_lines(battery_lake.ANSWERS, f'{{"now": "{now.isoformat()}", "answers": ', answers)
    with battery_lake.ANSWERS.open("a", encoding="utf-8") as file:
        file.write("}\n")
    found = {form: found for form, found in every.items() if found}
    write_lines(CASES, "", found)
    write_functions(found)


if __name__ == "__main__":
    main()

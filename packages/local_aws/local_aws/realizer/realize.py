"""Bring the emulator to what a Pulumi program describes."""

import os
import runpy
import traceback
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local_aws.realizer.engine import run_program
from local_aws.realizer.errors import HoldsDataError, RealizeError, UnchangeableError, UnsupportedFeatureError
from local_aws.realizer.provider import EmulatorProvider, ReportedError
from local_aws.realizer.removal import refuse_lost_data, remove, type_of
from local_aws.realizer.resource_types import Aws
from local_aws.realizer.state import StateFile
from local_aws.root import LOCAL_REGION
from local_aws.sessions import EmulatorSession

_PROVIDER_SETTINGS = {"aws:region": LOCAL_REGION}


@dataclass(frozen=True, slots=True)
class Realization:
    """The outcome of a run.

    Attributes:
        outputs: What the stack exports, secrets open.
        created: The URNs of the resources made by this run.
        updated: The URNs of those changed in place.
        unchanged: The URNs of those that took no call.
        deleted: The URNs of those that the program no longer describes.
        stored_only: The inputs that the provider knows and nothing here acts on, each after its type.
    """

    outputs: dict[str, object]
    created: list[str]
    updated: list[str]
    unchanged: list[str]
    deleted: list[str]
    stored_only: list[str]


def realize(
    program: Path,
    *,
    project: str,
    stack: str,
    config: Mapping[str, str],
    session: EmulatorSession,
    state_file: Path,
) -> Realization:
    """Run a Pulumi program in this process and make its resources in the emulator.

    Args:
        program: A folder with a `__main__.py`, or a file of Python.
        project: The project's name; part of every URN, like the stack's.
        stack: The stack's name.
        config: The stack's settings; a key without a namespace is the project's.
        session: The emulator's root.
        state_file: Remembers the resources between runs. To be dropped together with the emulator's state.

    Raises:
        UnchangeableError: The state of earlier runs stands in the way.
        RealizeError: The program or any of its resources failed.
    """
    program = program.resolve()
    folder = program if program.is_dir() else program.parent
    settings = {key if ":" in key else f"{project}:{key}": value for key, value in config.items()}
    _refuse_provider_settings(settings)
    state = StateFile(state_file, session.endpoint_url)
    aws = Aws(session, folder)
    provider = EmulatorProvider(aws, state)
    failures: list[Exception] = []

    def run() -> None:
        try:
            runpy.run_path(str(program), run_name="__main__")
        except Exception as error:  # noted, then raised: the engine may raise a resource's alone
            failures.append(error)
            raise

    try:
        with _without_variables_of_the_caller():
            outputs = run_program(
                run, provider, project=project, stack=stack, config=_PROVIDER_SETTINGS | settings
            )
    except Exception as error:  # a program may raise anything; what nobody explains is raised again
        lines = [
            line for failure in dict.fromkeys([*failures, error]) for line in _program_errors(failure, folder)
        ]
        if errors := [*provider.errors, *lines]:
            raise (UnchangeableError if provider.cannot_change else RealizeError)(errors) from error
        raise
    seen = {*provider.created, *provider.updated, *provider.unchanged}
    left = [urn for urn in state.urns() if urn not in seen]
    try:
        refuse_lost_data(state, left)
    except HoldsDataError as error:
        remove(aws, state, provider.created)
        raise UnchangeableError([str(error)]) from error
    remove(aws, state, left)
    return Realization(
        outputs=outputs,
        created=provider.created,
        updated=provider.updated,
        unchanged=provider.unchanged,
        deleted=sorted(left),
        stored_only=sorted(
            {f"{type_of(urn)} {path}" for urn in seen for path in state.require(urn).stored_only}
        ),
    )


@contextmanager
def _without_variables_of_the_caller() -> Generator[None]:
    """Hide the environment's settings of Pulumi and AWS, which the SDK and the provider would take for the stack's."""
    hidden = {name: os.environ.pop(name) for name in [*os.environ] if name.startswith(("AWS_", "PULUMI_"))}
    try:
        yield
    finally:
        os.environ.update(hidden)


def _refuse_provider_settings(settings: Mapping[str, str]) -> None:
    unknown = [
        f"{key}: the local system has no such setting of the AWS provider"
        if key not in _PROVIDER_SETTINGS
        else f"{key}: the local system is in {_PROVIDER_SETTINGS[key]}, not in {value}"
        for key, value in sorted(settings.items())
        if key.startswith("aws:") and _PROVIDER_SETTINGS.get(key) != value
    ]
    if unknown:
        raise RealizeError(unknown)


def _program_errors(error: BaseException, folder: Path) -> Iterator[str]:
    """Yield the text of an error of the program itself, with the deepest place in its own files."""
    for link in _chain(error):
        if isinstance(link, ReportedError):
            return
        if isinstance(link, UnsupportedFeatureError):
            yield str(link)
            return
    if place := _place(error, folder):
        yield f"{place}: {type(error).__name__}: {str(error).strip()}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _place(error: BaseException, folder: Path) -> str | None:
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).is_relative_to(folder):
        return f"{error.filename}:{error.lineno}"
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(folder)
    ]
    return f"{own[-1].filename}:{own[-1].lineno}" if own else None

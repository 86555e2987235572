"""Make, change or leave alone the resources that a program registers."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from threading import Lock
from typing import Any, cast

import pulumi
from botocore.exceptions import BotoCoreError, ClientError

from local_aws.iceberg import IcebergError
from local_aws.realizer.errors import (
    ArchiveError,
    CannotChangeError,
    DuplicateUrnError,
    MissingInputError,
    ProgramUnsupportedError,
    UnknownTypeError,
)
from local_aws.realizer.handlers import RESOURCE_TYPES
from local_aws.realizer.invokes import invoke
from local_aws.realizer.registration import Registration
from local_aws.realizer.resource_types import Aws, Made, Resource, ResourceType, SentError, Trial
from local_aws.realizer.state import ResourceState, StateFile

_EXPECTED = (
    ArchiveError,
    BotoCoreError,
    CannotChangeError,
    ClientError,
    DuplicateUrnError,
    IcebergError,
    MissingInputError,
    ProgramUnsupportedError,
)


class ReportedError(Exception):
    """An error that the provider's `errors` already name."""


@dataclass(frozen=True, slots=True)
class EmulatorProvider:
    """Answers a program, and keeps the URNs by what became of them and a line for each error."""

    aws: Aws
    state: StateFile
    created: list[str] = field(default_factory=list[str])
    updated: list[str] = field(default_factory=list[str])
    unchanged: list[str] = field(default_factory=list[str])
    errors: list[str] = field(default_factory=list[str])
    _failures: list[Exception] = field(default_factory=list[Exception])
    _seen: set[str] = field(default_factory=set[str])
    _lock: Lock = field(default_factory=Lock)

    def create(self, registration: Registration) -> tuple[str, dict[str, Any]]:
        """Bring the emulator to what is registered and return the resource's id and outputs.

        Raises:
            ReportedError: It failed.
        """
        try:
            self._refuse_duplicate(registration.urn)
            resource_type = RESOURCE_TYPES.get(registration.type_token)
            if resource_type is None:
                raise UnknownTypeError("this type has no local counterpart")
            before = self._before(registration)
            registration = _without_ignored_changes(registration, before)
            resource = _resource(resource_type, registration, before)
            made = self._realize(resource_type, resource, before, self.aws.of_type(registration.type_token))
        except _EXPECTED as error:
            raise self._report(f"{registration.type_token} {registration.name!r}", error) from error
        tags: dict[str, str] = registration.inputs.get("tags", {})
        return made.id, {**registration.inputs, **resource.inputs, "tagsAll": tags, **made.outputs}

    def invoke(self, token: str, args: dict[str, Any]) -> dict[str, Any]:
        """Answer a provider function.

        Raises:
            ReportedError: It has no answer here.
        """
        try:
            return invoke(token, args)
        except ProgramUnsupportedError as error:
            raise self._report(f"invoke {token}", error) from error

    @property
    def cannot_change(self) -> bool:
        """Whether one of the errors is that what there is cannot become what the program says."""
        return any(isinstance(error, CannotChangeError) for error in self._failures)

    def _report(self, subject: str, error: Exception) -> ReportedError:
        self._failures.append(error)
        line = f"{subject}: {' '.join(str(error).split())}"
        self.errors.append(line)
        return ReportedError(line)

    def _refuse_duplicate(self, urn: str) -> None:
        with self._lock:
            if urn in self._seen:
                raise DuplicateUrnError("another resource of this type and parent has the name")
            self._seen.add(urn)

    def _before(self, registration: Registration) -> ResourceState | None:
        moved = next((urn for urn in registration.aliases if self.state.get(urn)), None)
        if moved and self.state.get(registration.urn) is None:
            self.state.rename(moved, registration.urn)
        return self.state.get(registration.urn)

    def _realize(
        self, resource_type: ResourceType, resource: Resource, before: ResourceState | None, aws: Aws
    ) -> Made:
        # Tags stay as they were made: nothing here depends on one, and many types have no call to change them.
        inputs = {key: self._recorded(value) for key, value in resource.but("tags").items()}
        if before is None:
            made = resource_type.create(aws, resource)
            outcome = self.created
        else:
            made = Made(before.id, before.outputs)
            changed = {key for key in before.inputs | inputs if before.inputs.get(key) != inputs.get(key)}
            if not changed and before.complete:
                self.unchanged.append(resource.urn)
                return made
            aws.stored_only.update(_passed_over_by_creation(resource_type, resource, aws))
            _refuse_fixed(resource_type, changed - aws.stored_only - {*before.stored_only}, resource)
            if changed and resource_type.update:
                made = resource_type.update(aws, resource, made) or made
            outcome = self.updated
        if resource_type.configure:
            self.state.put(resource.urn, ResourceState(made.id, inputs, made.outputs, complete=False))
            resource_type.configure(aws, resource, made)
        passed_over = sorted(aws.stored_only)
        self.state.put(
            resource.urn, ResourceState(made.id, inputs, made.outputs, complete=True, stored_only=passed_over)
        )
        outcome.append(resource.urn)
        return made

    def _recorded(self, value: object) -> object:
        match value:
            case dict():
                items = cast("dict[str, object]", value).items()
                return {key: self._recorded(item) for key, item in items}
            case list():
                return [self._recorded(item) for item in cast("list[object]", value)]
            case pulumi.Archive() | pulumi.Asset():
                return {"sha256": sha256(self.aws.zip(value)).hexdigest()}
            case _:
                return value


def _without_ignored_changes(registration: Registration, before: ResourceState | None) -> Registration:
    if before is None:
        return registration
    kept = registration.ignore_changes
    inputs = {key: value for key, value in registration.inputs.items() if key not in kept}
    inputs |= {key: value for key, value in before.inputs.items() if key in kept}
    return replace(registration, inputs=inputs)


def _resource(
    resource_type: ResourceType, registration: Registration, before: ResourceState | None
) -> Resource:
    inputs = {key: value for key, value in registration.inputs.items() if key not in resource_type.ignored}
    resource = Resource(registration.urn, inputs)
    if named_by := resource_type.named_by:
        made_up = f"{registration.name}-{resource.digest(7)}"
        # What was made under another URN keeps its name.
        inputs.setdefault(named_by, before.inputs[named_by] if before else made_up)
    return resource


def _passed_over_by_creation(resource_type: ResourceType, resource: Resource, aws: Aws) -> set[str]:
    trial = Trial(aws.session, aws.base, aws.type_token)
    with suppress(SentError):
        resource_type.create(trial, resource)
    return trial.stored_only


def _refuse_fixed(resource_type: ResourceType, changed: set[str], resource: Resource) -> None:
    fixed = [
        key
        for key in sorted(changed)
        if key not in resource_type.changeable or (resource_type.keeps_omitted and key not in resource.inputs)
    ]
    if fixed:
        raise CannotChangeError(fixed)

"""How a type of resource is made, changed and configured in the emulator."""

from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from botocore.model import StructureShape

from local_aws.realizer.archives import Node, zip_bytes
from local_aws.realizer.errors import MissingInputError, UnknownInputsError
from local_aws.realizer.provider_schema import knows
from local_aws.realizer.request_shape import InputValue, fit
from local_aws.root import LOCAL_ACCOUNT, LOCAL_REGION
from local_aws.sessions import EmulatorSession

GOES_ALL_THE_SAME = "what leaves the program is deleted, or refused, all the same"


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource as the program wants it: inputs in camelCase, with a name, without the ignored ones."""

    urn: str
    inputs: dict[str, InputValue]

    def __getitem__(self, name: str) -> InputValue:
        """Return an input.

        Raises:
            MissingInputError: The program does not give it.
        """
        if name not in self.inputs:
            raise MissingInputError(f"{name} is required here")
        return self.inputs[name]

    def but(self, *names: str) -> dict[str, InputValue]:
        """Return the inputs without those named."""
        return {key: value for key, value in self.inputs.items() if key not in names}

    def only(self, *names: str) -> dict[str, InputValue]:
        """Return those of the named inputs that the program gives."""
        return {key: self.inputs[key] for key in names if key in self.inputs}

    def digest(self, length: int) -> str:
        """Return hexadecimal digits that stay the same as long as the URN."""
        return sha256(self.urn.encode()).hexdigest()[:length]


@dataclass(frozen=True, slots=True)
class Made:
    """A resource that exists: Pulumi's id of it, and the outputs that its inputs do not show."""

    id: str
    outputs: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Aws:
    """The emulator's API for the handlers of one resource.

    Attributes:
        session: The emulator's root.
        base: Where relative paths of archives start.
        type_token: The resource's type.
        stored_only: The inputs that no call has a place for, so far.
    """

    session: EmulatorSession
    base: Path
    type_token: str = ""
    stored_only: set[str] = field(default_factory=set[str])

    def of_type(self, type_token: str) -> Self:
        """Return the same for another resource."""
        return replace(self, type_token=type_token, stored_only=set[str]())

    def pass_over(self, paths: list[str], place: str) -> None:
        """Remember inputs that are without effect here.

        Raises:
            UnknownInputsError: The provider does not know them either.
        """
        if unknown := [path for path in paths if not knows(self.type_token, path)]:
            raise UnknownInputsError(unknown, place)
        self.stored_only.update(paths)

    def call(
        self,
        service: str,
        operation: str,
        inputs: Mapping[str, InputValue],
        renames: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Call an operation, by its boto3 name, with the inputs fitted to its request; see `fit`."""
        parameters = self.parameters(service, operation, inputs, renames)
        return getattr(self.session.client(service), operation)(**parameters)

    def parameters(
        self,
        service: str,
        operation: str,
        inputs: Mapping[str, InputValue],
        renames: Mapping[str, str] | None = None,
    ) -> dict[str, InputValue]:
        """Return what `call` would send."""
        client = self.session.client(service)
        model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])
        shape = model.input_shape
        if not isinstance(shape, StructureShape):
            return {}
        return fit(shape, inputs, renames, self.pass_over)

    def zip(self, archive: Node) -> bytes:
        """Return the zip of an archive."""
        return zip_bytes(archive, self.base)


class SentError(Exception):
    """A trial has come to its first call."""


class Trial(Aws):
    """Sends nothing: tells what a creation would pass over."""

    def parameters(
        self,
        service: str,
        operation: str,
        inputs: Mapping[str, InputValue],
        renames: Mapping[str, str] | None = None,
    ) -> dict[str, InputValue]:
        super().parameters(service, operation, inputs, renames)
        raise SentError


def arn(service: str, resource: str) -> str:
    """Return the ARN of a resource of the local account and region."""
    return f"arn:aws:{service}:{LOCAL_REGION}:{LOCAL_ACCOUNT}:{resource}"


class AllBut(Container[str]):
    """Every input but a few."""

    def __init__(self, *names: str) -> None:
        """Name the few."""
        self.names = frozenset(names)

    def __contains__(self, name: object) -> bool:
        return name not in self.names


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceType:
    """A type that the emulator can hold.

    Attributes:
        create: Makes the resource.
        update: Brings an existing resource to its inputs, and returns what was made anew; None when no call does.
        configure: Calls that follow `create` and `update` and may be repeated: settings with an API of their own.
        changeable: The inputs that `update` and `configure` can change.
        keeps_omitted: What an update leaves out stays as it is, so an input cannot be taken away.
        named_by: The input with the physical name, made up from the URN when the program gives none.
        ignored: Inputs without effect here, each with the reason.
    """

    create: Callable[[Aws, Resource], Made]
    update: Callable[[Aws, Resource, Made], Made | None] | None = None
    configure: Callable[[Aws, Resource, Made], None] | None = None
    changeable: AllBut | Collection[str] = ()
    keeps_omitted: bool = False
    named_by: str | None = "name"
    ignored: Mapping[str, str] = field(default_factory=dict[str, str])


def put_type(
    service: str,
    operation: str,
    describe: Callable[[Resource], Made],
    *,
    request: Callable[[Resource], dict[str, InputValue]] = lambda resource: resource.inputs,
    renames: Mapping[str, str] | None = None,
    fixed: Collection[str] = (),
    keeps_omitted: bool = False,
    named_by: str | None = "name",
    ignored: Mapping[str, str] | None = None,
) -> ResourceType:
    """Return a type with one operation that creates and replaces.

    Args:
        service: The boto3 name of the service.
        operation: The boto3 name of the operation.
        describe: What was made, told from the inputs.
        request: The operation's parameters before they are fitted.
        renames: See `fit`.
        fixed: The inputs that name the resource: another value would make another resource.
        keeps_omitted: See `ResourceType`; so are the rest.
        named_by: The input with the physical name.
        ignored: Inputs without effect here.
    """

    def create(aws: Aws, resource: Resource) -> Made:
        aws.call(service, operation, request(resource), renames)
        return describe(resource)

    return ResourceType(
        create=create,
        update=lambda aws, resource, _made: create(aws, resource),
        changeable=AllBut(*fixed),
        keeps_omitted=keeps_omitted,
        named_by=named_by,
        ignored=ignored or {},
    )

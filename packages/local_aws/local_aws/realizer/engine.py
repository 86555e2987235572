"""Pulumi's engine, played inside this process.

The SDK comes with mocks for tests. Here the mocks' monitor hands every registration to a provider, which
really makes the resource. No other module but `provider_schema` reaches into the SDK's private parts.
"""

import asyncio
import contextvars
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, cast, override

from google.protobuf.empty_pb2 import Empty
from pulumi.runtime import rpc, set_all_config
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks, set_mocks
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.settings import SETTINGS, set_root_resource
from pulumi.runtime.stack import run_in_stack

from local_aws.realizer.errors import UnsupportedFeatureError
from local_aws.realizer.registration import Provider, Registration

_STACK_TYPE = "pulumi:pulumi:Stack"
_FAILED_RUN_SECONDS = 60


def run_program(
    program: Callable[[], object],
    provider: Provider,
    *,
    project: str,
    stack: str,
    config: Mapping[str, str],
) -> dict[str, object]:
    """Run a Pulumi program to its end and return the stack's outputs.

    After an error of the program or the provider, resources that do not depend on the failed ones are still
    made; then the first error is raised.
    """
    monitor = _Monitor(provider)

    def run_in_own_context() -> None:
        set_all_config(dict(config), [])
        try:
            asyncio.run(_run(program, monitor, project, stack))
        finally:
            monitor.close_event_loops()

    contextvars.copy_context().run(run_in_own_context)  # the SDK keeps its settings in context variables
    return monitor.stack_outputs


async def _run(program: Callable[[], object], monitor: "_Monitor", project: str, stack: str) -> None:
    def run() -> Awaitable[None] | None:
        program()

    set_mocks(monitor.mocks, project=project, stack=stack, monitor=monitor, preview=False)
    # set_mocks made a stack, and run_in_stack makes its own.
    set_root_resource(None)  # pyright: ignore[reportArgumentType] # the SDK itself starts from None
    # One set for all contexts: the tasks of an earlier program belong to a closed event loop.
    cast("Any", SETTINGS).outputs.clear()
    # Dependants of a failed resource fail with it, and asyncio would print each of them.
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    try:
        await run_in_stack(run)
    except asyncio.CancelledError:
        # Ctrl-C: what is left would wait for resources that nobody makes any more.
        raise
    except BaseException:
        await _finish_others()
        raise
    await _finish_others()


async def _finish_others() -> None:
    if unfinished := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(unfinished, timeout=_FAILED_RUN_SECONDS)


class _Monitor(MockMonitor):
    """The mocks' monitor, which also knows a resource's URN and options and keeps the stack's outputs."""

    def __init__(self, provider: Provider) -> None:
        super().__init__(_Mocks(provider, self))
        self.stack_outputs: dict[str, object] = {}
        self._aliases: dict[str, tuple[str, ...]] = {}
        self.current = threading.local()  # new_resource, which is not told these, runs on the same thread
        self._event_loops: list[asyncio.AbstractEventLoop] = []

    @override
    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """Return the URN that the real engine gives; the mocks forget all but the nearest parent."""
        parent_type = parent.split("::")[2] if parent else _STACK_TYPE
        qualified = type_ if parent_type == _STACK_TYPE else f"{parent_type}${type_}"
        return super().make_urn("", qualified, name)

    @override
    def GetDeploymentInfo(self, request: Empty) -> resource_pb2.DeploymentInfo:
        """Leave alias specs out, so that the SDK makes whole URNs of them."""
        info: resource_pb2.DeploymentInfo = super().GetDeploymentInfo(request)  # pyright: ignore[reportUnknownMemberType] # untyped in the SDK
        info.supportedFeatures.remove(resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS)
        return info

    @override
    def RegisterResource(
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        if request.importId:
            raise UnsupportedFeatureError(f"{request.type} {request.name!r}: nothing to import here")
        if nested := [path for path in request.ignoreChanges if not path.isidentifier()]:
            raise UnsupportedFeatureError(
                f"{request.type} {request.name!r}: only whole inputs can be ignored here, not {', '.join(nested)}"
            )
        self.current.urn = self.make_urn(request.parent, request.type, request.name)
        self.current.request = request
        self._aliases[self.current.urn] = (*request.aliasURNs, *self._inherited_aliases(request))
        self._give_event_loop()
        return super().RegisterResource(request)  # pyright: ignore[reportUnknownMemberType] # untyped in the SDK

    def _give_event_loop(self) -> None:
        """Give a worker thread the event loop that the SDK would otherwise make there and never close."""
        if not hasattr(self.current, "has_event_loop"):
            self.current.has_event_loop = True
            loop = asyncio.new_event_loop()
            self._event_loops.append(loop)
            asyncio.set_event_loop(loop)

    def close_event_loops(self) -> None:
        """Close those of the worker threads, which have ended."""
        for loop in self._event_loops:
            loop.close()

    def aliases_of(self, urn: str) -> tuple[str, ...]:
        """Return the URNs that a resource may have had, its own aliases first."""
        return self._aliases[urn]

    def _inherited_aliases(self, request: resource_pb2.RegisterResourceRequest) -> Iterator[str]:
        """Yield the URNs that a resource had if its parent was what the parent's aliases say ("Aliases", Pulumi docs)."""
        parent_name = request.parent.rpartition("::")[2]
        for alias in self._aliases.get(request.parent, ()):
            parent, _, name = alias.rpartition("::")
            # By convention a child's name begins with its parent's.
            child = (
                f"{name}{request.name.removeprefix(parent_name)}"
                if request.name.startswith(parent_name)
                else request.name
            )
            yield f"{parent}${request.type}::{child}"

    @override
    def ReadResource(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:
        raise UnsupportedFeatureError(f"{request.type} {request.name!r}: nothing to read here")

    @override
    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:
        self._give_event_loop()
        return super().Invoke(request)  # pyright: ignore[reportUnknownMemberType] # untyped in the SDK

    @override
    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> Empty:
        if request.urn.split("::")[2] == _STACK_TYPE:
            # Added, not set: the stack that set_mocks made registers its none, now and then after the real one.
            self.stack_outputs |= _plain(rpc.deserialize_properties(request.outputs))
        return super().RegisterResourceOutputs(request)  # pyright: ignore[reportUnknownMemberType] # untyped in the SDK


class _Mocks(Mocks):
    def __init__(self, provider: Provider, monitor: _Monitor) -> None:
        self._provider = provider
        self._monitor = monitor

    @override
    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        if not args.custom:
            return args.name, {}
        if args.transforms:
            self.register_transform(args.transforms[0])
        inputs = _plain(args.inputs)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] # untyped in the SDK
        request: resource_pb2.RegisterResourceRequest = self._monitor.current.request
        return self._provider.create(
            Registration(
                self._monitor.current.urn,
                args.typ,
                args.name,
                inputs,
                ignore_changes=frozenset(request.ignoreChanges),
                protect=request.protect,
                dependencies=frozenset(request.dependencies),
                aliases=self._monitor.aliases_of(self._monitor.current.urn),
            )
        )

    @override
    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        arguments = _plain(args.args)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] # untyped in the SDK
        return self._provider.invoke(args.token, arguments), []

    @override
    def register_transform(self, transform: object) -> None:
        raise UnsupportedFeatureError(
            "only the real engine runs transforms; use a transformation, which the SDK runs itself"
        )

    @override
    def register_invoke_transform(self, transform: object) -> None:
        self.register_transform(transform)


def _plain(properties: Mapping[str, object]) -> dict[str, Any]:
    """Open secrets, drop unset properties and turn whole floats, the wire's only numbers, into integers."""
    return {key: _plain_value(value) for key, value in properties.items() if value is not None}


def _plain_value(value: object) -> object:
    value = rpc.unwrap_rpc_secret(value)
    match value:
        case dict():
            return _plain(cast("dict[str, object]", value))
        case list():
            return [_plain_value(item) for item in cast("list[object]", value)]
        case float() if value.is_integer():
            return int(value)
        case _:
            return value

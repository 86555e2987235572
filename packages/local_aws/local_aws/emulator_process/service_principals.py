"""Services of AWS that take on a role: they tell STS for which resource they do, and a trust policy may ask."""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, Final

SOURCE_ARN: Final = "x-amz-source-arn"
SOURCE_ACCOUNT: Final = "x-amz-source-account"

CONDITION_KEYS: Final = {"aws:sourcearn": SOURCE_ARN, "aws:sourceaccount": SOURCE_ACCOUNT}
"""As ministack writes them."""


def let_services_name_their_source(handlers: dict[str, Callable[..., Awaitable[object]]]) -> None:
    """Let a request for a role have the condition keys that a service's own has.

    Source: AWS IAM User Guide, "The confused deputy problem": aws:SourceArn and aws:SourceAccount. ministack knows neither.
    """
    from ministack.core import iam_evaluator  # noqa: PLC0415 - the importer says when # pyright: ignore[reportMissingTypeStubs]

    iam: Any = iam_evaluator
    sts, evaluate = handlers["sts"], iam.evaluate_trust_policy
    source: ContextVar[dict[str, str]] = ContextVar("source", default={})  # noqa: B039 - never changed

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, object]
    ) -> object:
        named = {key: headers.get(header) for key, header in CONDITION_KEYS.items()}
        source.set({key: value for key, value in named.items() if value})
        return await sts(method, path, headers, body, query_params)

    def evaluate_with_source(trust: object, caller: str, context: Any = None) -> Any:  # noqa: ANN401 - ministack's own
        if context is not None and source.get():
            context = replace(context, service_context=context.service_context | source.get())
        return evaluate(trust, caller, context)

    handlers["sts"] = handle
    iam.evaluate_trust_policy = evaluate_with_source

"""Provider functions that a program calls while it runs."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from tasklake_devkit.realizer.errors import UnknownInputsError, UnknownInvokeError
from tasklake_devkit.sessions import LOCAL_ACCOUNT, LOCAL_REGION


def invoke(token: str, args: dict[str, Any]) -> dict[str, Any]:
    """Answer a provider function, with arguments and result in camelCase.

    Raises:
        UnknownInvokeError: The function has no local counterpart.
        UnknownInputsError: One of its arguments has none.
    """
    answer = _INVOKES.get(token)
    if answer is None:
        raise UnknownInvokeError("this function has no local counterpart")
    return answer(args)


def _fixed(**result: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def answer(args: dict[str, Any]) -> dict[str, Any]:
        _refuse(args)
        return result

    return answer


def _policy_document(args: dict[str, Any]) -> dict[str, Any]:
    rest = dict(args)
    statements = [
        statement
        for document in rest.pop("sourcePolicyDocuments", [])
        for statement in json.loads(document)["Statement"]
    ]
    statements += [_statement(statement) for statement in rest.pop("statements", [])]
    document: dict[str, Any] = {"Version": rest.pop("version", "2012-10-17")}
    if "policyId" in rest:
        document["Id"] = rest.pop("policyId")
    _refuse(rest)
    document["Statement"] = statements
    compact = json.dumps(document, separators=(",", ":"))
    return {
        "id": sha256(compact.encode()).hexdigest()[:10],
        "json": json.dumps(document, indent=2),
        "minifiedJson": compact,
    }


def _statement(args: dict[str, Any]) -> dict[str, Any]:
    rest = dict(args)
    statement: dict[str, Any] = {}
    if "sid" in rest:
        statement["Sid"] = rest.pop("sid")
    statement["Effect"] = rest.pop("effect", "Allow")
    for argument, element in _LISTS.items():
        if values := rest.pop(argument, None):
            statement[element] = _one_or_many(values)
    for argument, element in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if principals := rest.pop(argument, None):
            statement[element] = _principals(principals)
    for condition in rest.pop("conditions", []):
        operator = statement.setdefault("Condition", {}).setdefault(condition["test"], {})
        operator[condition["variable"]] = _one_or_many(condition["values"])
    _refuse(rest)
    return statement


def _principals(principals: list[dict[str, Any]]) -> str | dict[str, str | list[str]]:
    if principals == [{"type": "*", "identifiers": ["*"]}]:
        return "*"
    return {principal["type"]: _one_or_many(principal["identifiers"]) for principal in principals}


def _one_or_many(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def _refuse(args: dict[str, Any]) -> None:
    if args:
        raise UnknownInputsError(list(args), "arguments")


_LISTS = {
    "actions": "Action",
    "notActions": "NotAction",
    "resources": "Resource",
    "notResources": "NotResource",
}

_INVOKES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _fixed(
        id=LOCAL_ACCOUNT,
        accountId=LOCAL_ACCOUNT,
        arn=f"arn:aws:iam::{LOCAL_ACCOUNT}:root",
        userId=LOCAL_ACCOUNT,
    ),
    "aws:index/getPartition:getPartition": _fixed(
        id="aws", partition="aws", dnsSuffix="amazonaws.com", reverseDnsPrefix="com.amazonaws"
    ),
    "aws:index/getRegion:getRegion": _fixed(
        id=LOCAL_REGION, name=LOCAL_REGION, region=LOCAL_REGION, description=LOCAL_REGION
    ),
    "aws:iam/getPolicyDocument:getPolicyDocument": _policy_document,
}

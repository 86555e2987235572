"""Provider functions that a program calls while it runs."""

from collections.abc import Mapping
from typing import Any, Final

from local_aws.realizer.errors import UnknownInputsError, UnknownInvokeError
from local_aws.root import LOCAL_ACCOUNT, LOCAL_REGION

_RESULTS: Final[Mapping[str, dict[str, Any]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": {
        "id": LOCAL_ACCOUNT,
        "accountId": LOCAL_ACCOUNT,
        "arn": f"arn:aws:iam::{LOCAL_ACCOUNT}:root",
        "userId": LOCAL_ACCOUNT,
    },
    "aws:index/getPartition:getPartition": {
        "id": "aws",
        "partition": "aws",
        "dnsSuffix": "amazonaws.com",
        "reverseDnsPrefix": "com.amazonaws",
    },
    "aws:index/getRegion:getRegion": {
        "id": LOCAL_REGION,
        "name": LOCAL_REGION,
        "region": LOCAL_REGION,
        "description": LOCAL_REGION,
    },
}


def invoke(token: str, args: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a provider function, with arguments and result in camelCase.

    Raises:
        UnknownInvokeError: The function has no local counterpart.
        UnknownInputsError: It was given arguments; none has a counterpart.
    """
    if token not in _RESULTS:
        raise UnknownInvokeError("this function has no local counterpart")
    if args:
        raise UnknownInputsError(list(args), "arguments")
    return _RESULTS[token]

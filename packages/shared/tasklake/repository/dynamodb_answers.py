"""DynamoDB's answers by json.loads: botocore's parser copies each attribute value, which costs more than all else.

botocore emits `before-parse.SERVICE.OPERATION` with the raw answer and a dictionary, whose members it adds to what its
parser makes. A plain success is decoded here as a whole, and the parser gets an empty object: it still does the metadata,
every error, and whatever is not plain. The check of the CRC reads the HTTP response, before or after no parser. botocore
uses the event itself, but no page documents it: without it, answers are parsed as ever.
"""

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, cast

from botocore.model import OperationModel

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

OPERATIONS: Final = frozenset(
    {
        "BatchGetItem",
        "BatchWriteItem",
        "DeleteItem",
        "GetItem",
        "PutItem",
        "Query",
        "Scan",
        "TransactGetItems",
        "TransactWriteItems",
        "UpdateItem",
    }
)
"""Those in whose answers botocore converts nothing but binary values: it renames no member and makes no time."""


def decode_answers(client: "DynamoDBClient") -> None:
    """Have a DynamoDB client's answers decoded by json.loads wherever botocore's parser would make the same of them."""
    client.meta.events.register("before-parse.dynamodb", decode)


def decode(
    operation_model: OperationModel,
    response_dict: dict[str, Any],
    customized_response_dict: dict[str, Any],
    **_: object,
) -> None:
    body: bytes = response_dict["body"]
    is_success = response_dict["status_code"] == HTTPStatus.OK
    if not is_success or operation_model.name not in OPERATIONS or not is_plain(body):
        return
    try:
        decoded: object = json.loads(body)
    except ValueError:
        # botocore's parser takes it, and its retries see that the CRC is wrong: an error here would be the last word.
        return
    if isinstance(decoded, dict) and operation_model.output_shape:
        # botocore drops what its model does not know, at any depth; here it is the top alone.
        known = operation_model.output_shape.members
        members = cast("dict[str, object]", decoded).items()
        customized_response_dict.update({name: value for name, value in members if name in known})
        response_dict["body"] = b"{}"


def is_plain(body: bytes) -> bool:
    """Whether an answer has no binary value and no null; a text that looks like them only costs time."""
    return b'"B"' not in body and b'"BS"' not in body and b"null" not in body

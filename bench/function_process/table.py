"""DynamoDB inside the process: what leaves botocore for the network is answered from memory, with the CRC that DynamoDB sends."""
# ruff: noqa: INP001  # run beside the functions, which have no package of ours

import binascii
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.httpsession import URLLib3Session


def install(answers: Mapping[str, dict[str, Any]]) -> None:
    """Answer each operation as `answers` says by its name; an update that writes a tombstone has `Tombstone`."""

    def prepared(content: object) -> tuple[bytes, dict[str, str]]:
        raw = json.dumps(content, separators=(",", ":")).encode()
        headers = {
            "Server": "Server",
            "Content-Type": "application/x-amz-json-1.0",
            "Content-Length": str(len(raw)),
            "Connection": "keep-alive",
            "x-amzn-RequestId": "K5R7JTP1TFKDB4Q5GQ3E2Q0S3NVV4KQNSO5AEMVJF66Q9ASUAAJG",
            "x-amz-crc32": str(binascii.crc32(raw)),
        }
        return raw, headers

    @cache
    def query(body: bytes) -> tuple[bytes, dict[str, str]]:
        request = json.loads(body)
        content = dict(answers["Query"])
        content["Items"] = content["Items"][: request["Limit"]]
        last = content["Items"][-1]
        content["LastEvaluatedKey"] = {name: last[name] for name in ("pk", "sk")}
        if "ProjectionExpression" in request:
            names: dict[str, str] = request["ExpressionAttributeNames"]
            wanted = {names.get(name, name) for name in request["ProjectionExpression"].split(",")}
            content["Items"] = [
                {name: item[name] for name in item if name in wanted} for item in content["Items"]
            ]
        content["Count"] = content["ScannedCount"] = len(content["Items"])
        return prepared(content)

    ready = {name: prepared(content) for name, content in answers.items()}

    def send(_: URLLib3Session, request: Any) -> AWSResponse:  # noqa: ANN401  # botocore types nothing
        target = request.headers["X-Amz-Target"]
        operation = (target if isinstance(target, str) else target.decode()).rpartition(".")[2]
        if operation == "Query":
            raw, headers = query(request.body)
        else:
            is_delete = operation == "UpdateItem" and b":expires_at" in request.body
            raw, headers = ready["Tombstone" if is_delete else operation]
        response: Any = AWSResponse(request.url, 200, headers, None)  # pyright: ignore[reportArgumentType]  # any mapping does
        response._content = raw  # noqa: SLF001  # as if read already
        return response

    URLLib3Session.send = send  # pyright: ignore[reportAttributeAccessIssue]  # the edge of the process

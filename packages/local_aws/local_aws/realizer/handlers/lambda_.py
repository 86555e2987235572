"""Lambda functions, what may invoke them and what feeds them."""

from local_aws.realizer.resource_types import (
    GOES_ALL_THE_SAME,
    AllBut,
    Aws,
    Made,
    Resource,
    ResourceType,
)
from local_aws.root import LOCAL_REGION


def _create_function(aws: Aws, function: Resource) -> Made:
    request = function.inputs | {"code": {"zipFile": aws.zip(function["code"])}}
    made = aws.call("lambda", "create_function", request, {"name": "functionName"})
    function_arn = made["FunctionArn"]
    return Made(
        function["name"],
        {
            "arn": function_arn,
            "invokeArn": f"arn:aws:apigateway:{LOCAL_REGION}:lambda:path/2015-03-31/functions/{function_arn}/invocations",
            "qualifiedArn": f"{function_arn}:{made['Version']}",
            "version": made["Version"],
        },
    )


def _update_function(aws: Aws, function: Resource, _made: Made) -> None:
    name = {"functionName": function["name"]}
    code = {"zipFile": aws.zip(function["code"]), **function.only("architectures", "publish")}
    aws.call("lambda", "update_function_code", name | code)
    elsewhere = ("name", "code", "architectures", "publish", "packageType", "tags")
    aws.call("lambda", "update_function_configuration", name | function.but(*elsewhere))


def _add_permission(aws: Aws, permission: Resource) -> Made:
    aws.call("lambda", "add_permission", permission.inputs, {"function": "functionName"})
    return Made(permission["statementId"])


def _create_mapping(aws: Aws, mapping: Resource) -> Made:
    # Disabled, whatever the program says: the emulator's own poller loses failed batches, so the package
    # delivers the stream itself, with Lambda's semantics, from what the mapping describes.
    request = mapping.inputs | {"enabled": False}
    made = aws.call("lambda", "create_event_source_mapping", request, _MAPPING_RENAMES)
    return Made(
        made["UUID"], {"uuid": made["UUID"], "functionArn": made["FunctionArn"], "state": made["State"]}
    )


def _update_mapping(aws: Aws, mapping: Resource, made: Made) -> Made:
    uuid = {"uuid": made.id}
    if aws.call("lambda", "get_event_source_mapping", uuid)["EventSourceArn"] != mapping["eventSourceArn"]:
        aws.call("lambda", "delete_event_source_mapping", uuid)
        return _create_mapping(aws, mapping)
    request = mapping.but("eventSourceArn", "startingPosition", "tags") | uuid | {"enabled": False}
    aws.call("lambda", "update_event_source_mapping", request, _MAPPING_RENAMES)
    return made


_MAPPING_RENAMES = {"destinationConfig.onFailure.destinationArn": "destination"}

TYPES = {
    "aws:lambda/function:Function": ResourceType(
        create=_create_function,
        update=_update_function,
        changeable=AllBut("name", "packageType"),
        keeps_omitted=True,
        ignored={
            "skipDestroy": GOES_ALL_THE_SAME,
            "sourceCodeHash": "the content of the archive decides whether the code changed",
        },
    ),
    "aws:lambda/permission:Permission": ResourceType(create=_add_permission, named_by="statementId"),
    "aws:lambda/eventSourceMapping:EventSourceMapping": ResourceType(
        create=_create_mapping,
        update=_update_mapping,
        changeable=AllBut("startingPosition"),
        keeps_omitted=True,
        named_by=None,
    ),
}

"""API Gateway HTTP APIs."""

from typing import Any

from local_aws.realizer.resource_types import AllBut, Aws, Made, Resource, ResourceType, arn
from local_aws.root import LOCAL_REGION


def _create_api(aws: Aws, api: Resource) -> Made:
    # The emulator's way to ask for an id, so that the URL outlives a reset.
    tags = api.inputs.get("tags", {}) | {"ms-custom-id": api.digest(10)}
    api_id = aws.call("apigatewayv2", "create_api", api.inputs | {"tags": tags})["ApiId"]
    return Made(
        api_id,
        {
            "apiEndpoint": _url(aws, api_id),
            "arn": f"arn:aws:apigateway:{LOCAL_REGION}::/apis/{api_id}",
            "executionArn": arn("execute-api", api_id),
        },
    )


def _create_stage(aws: Aws, stage: Resource) -> Made:
    name, api_id = stage["name"], stage["apiId"]
    aws.call("apigatewayv2", "create_stage", _stage_request(stage), {"name": "stageName"})
    return Made(
        name,
        {
            "arn": f"arn:aws:apigateway:{LOCAL_REGION}::/apis/{api_id}/stages/{name}",
            "executionArn": arn("execute-api", f"{api_id}/{name}"),
            "invokeUrl": f"{_url(aws, api_id)}/{'' if name == '$default' else name}",
        },
    )


def _update_stage(aws: Aws, stage: Resource, _made: Made) -> None:
    request = {key: value for key, value in _stage_request(stage).items() if key != "tags"}
    aws.call("apigatewayv2", "update_stage", request, {"name": "stageName"})


def _stage_request(stage: Resource) -> dict[str, Any]:
    """Return the inputs with the settings of routes by their keys, as the API has them."""
    routes: list[dict[str, Any]] = stage.inputs.get("routeSettings", [])
    settings = {
        route["routeKey"]: {key: value for key, value in route.items() if key != "routeKey"}
        for route in routes
    }
    return {**stage.inputs, "routeSettings": settings} if settings else stage.inputs


def _url(aws: Aws, api_id: str) -> str:
    return f"{aws.session.endpoint_url}/_aws/execute-api/{api_id}"


def _part_type(kind: str, id_parameter: str, *, named_by: str | None = None) -> ResourceType:
    """Return the type of an authorizer, an integration or a route, alike but for the name of their id."""

    def create(aws: Aws, part: Resource) -> Made:
        return Made(aws.call("apigatewayv2", f"create_{kind}", part.inputs)[id_parameter])

    def update(aws: Aws, part: Resource, made: Made) -> None:
        aws.call("apigatewayv2", f"update_{kind}", part.inputs | {id_parameter: made.id})

    return ResourceType(
        create=create, update=update, changeable=AllBut("apiId"), keeps_omitted=True, named_by=named_by
    )


def _update_api(aws: Aws, api: Resource, made: Made) -> None:
    aws.call("apigatewayv2", "update_api", api.but("protocolType", "tags") | {"apiId": made.id})


TYPES = {
    "aws:apigatewayv2/api:Api": ResourceType(
        create=_create_api, update=_update_api, changeable=AllBut("protocolType"), keeps_omitted=True
    ),
    "aws:apigatewayv2/authorizer:Authorizer": _part_type("authorizer", "AuthorizerId", named_by="name"),
    "aws:apigatewayv2/integration:Integration": _part_type("integration", "IntegrationId"),
    "aws:apigatewayv2/route:Route": _part_type("route", "RouteId"),
    "aws:apigatewayv2/stage:Stage": ResourceType(
        create=_create_stage,
        update=_update_stage,
        changeable=AllBut("apiId", "name"),
        keeps_omitted=True,
    ),
}

"""Cognito user pools."""

from typing import Any

from local_aws.realizer.resource_types import AllBut, Aws, Made, Resource, ResourceType, arn
from local_aws.root import LOCAL_REGION


def _create_pool(aws: Aws, pool: Resource) -> Made:
    made = aws.call("cognito-idp", "create_user_pool", _pool_request(pool), _POOL_RENAMES)["UserPool"]
    return Made(
        made["Id"],
        {
            "arn": arn("cognito-idp", f"userpool/{made['Id']}"),
            "endpoint": f"cognito-idp.{LOCAL_REGION}.amazonaws.com/{made['Id']}",
        },
    )


def _update_pool(aws: Aws, pool: Resource, made: Made) -> None:
    request = {key: value for key, value in _pool_request(pool).items() if key not in _AT_POOL_CREATION}
    aws.call("cognito-idp", "update_user_pool", request | {"userPoolId": made.id}, _POOL_RENAMES)


def _pool_request(pool: Resource) -> dict[str, Any]:
    policies = pool.only("passwordPolicy", "signInPolicy")
    return pool.but(*policies) | ({"policies": policies} if policies else {})


def _create_client(aws: Aws, client: Resource) -> Made:
    response = aws.call("cognito-idp", "create_user_pool_client", client.inputs, {"name": "clientName"})
    made = response["UserPoolClient"]
    return Made(made["ClientId"], {"clientSecret": made.get("ClientSecret", "")})


def _update_client(aws: Aws, client: Resource, made: Made) -> None:
    request = client.but("generateSecret") | {"clientId": made.id}
    aws.call("cognito-idp", "update_user_pool_client", request, {"name": "clientName"})


def _create_domain(aws: Aws, domain: Resource) -> Made:
    aws.call("cognito-idp", "create_user_pool_domain", domain.inputs)
    return Made(domain["domain"])


def _create_group(aws: Aws, group: Resource) -> Made:
    aws.call("cognito-idp", "create_group", group.inputs, {"name": "groupName"})
    return Made(f"{group['userPoolId']}/{group['name']}")


_AT_POOL_CREATION = ("schemas", "usernameAttributes", "aliasAttributes", "usernameConfiguration")
_POOL_RENAMES = {"name": "poolName", "tags": "userPoolTags"}

TYPES = {
    "aws:cognito/userPool:UserPool": ResourceType(
        create=_create_pool,
        update=_update_pool,
        changeable=AllBut("name", *_AT_POOL_CREATION),
        keeps_omitted=True,
    ),
    "aws:cognito/userPoolClient:UserPoolClient": ResourceType(
        create=_create_client,
        update=_update_client,
        changeable=AllBut("userPoolId", "generateSecret"),
        keeps_omitted=True,
    ),
    "aws:cognito/userPoolDomain:UserPoolDomain": ResourceType(create=_create_domain, named_by=None),
    # The emulator has no UpdateGroup, and a group made anew would have lost its members.
    "aws:cognito/userGroup:UserGroup": ResourceType(create=_create_group),
}

"""IAM roles and policies."""

from local_aws.realizer.resource_types import GOES_ALL_THE_SAME, Aws, Made, Resource, ResourceType, put_type


def _create_role(aws: Aws, role: Resource) -> Made:
    made = aws.call("iam", "create_role", role.inputs, _ROLE_RENAMES)["Role"]
    return Made(role["name"], {"arn": made["Arn"], "uniqueId": made["RoleId"]})


def _update_role(aws: Aws, role: Resource, _made: Made) -> None:
    name = {"roleName": role["name"]}
    aws.call("iam", "update_assume_role_policy", {**name, "policyDocument": role["assumeRolePolicy"]})
    aws.call("iam", "update_role", {**name, **role.only("description", "maxSessionDuration")})


def _create_policy(aws: Aws, policy: Resource) -> Made:
    renames = {"name": "policyName", "policy": "policyDocument"}
    made = aws.call("iam", "create_policy", policy.inputs, renames)["Policy"]
    return Made(made["Arn"], {"arn": made["Arn"], "policyId": made["PolicyId"]})


def _update_policy(aws: Aws, policy: Resource, made: Made) -> None:
    iam = aws.session.client("iam")
    for version in iam.list_policy_versions(PolicyArn=made.id)["Versions"]:
        if not version.get("IsDefaultVersion"):  # a policy keeps five versions at most
            iam.delete_policy_version(PolicyArn=made.id, VersionId=version.get("VersionId", ""))
    request = {"policyArn": made.id, "policyDocument": policy["policy"], "setAsDefault": True}
    aws.call("iam", "create_policy_version", request)


_ROLE_RENAMES = {"name": "roleName", "assumeRolePolicy": "assumeRolePolicyDocument"}

TYPES = {
    "aws:iam/role:Role": ResourceType(
        create=_create_role,
        update=_update_role,
        changeable={"assumeRolePolicy", "description", "maxSessionDuration"},
        keeps_omitted=True,
        ignored={"forceDetachPolicies": GOES_ALL_THE_SAME},
    ),
    "aws:iam/policy:Policy": ResourceType(
        create=_create_policy, update=_update_policy, changeable={"policy"}
    ),
    "aws:iam/rolePolicy:RolePolicy": put_type(
        "iam",
        "put_role_policy",
        lambda policy: Made(f"{policy['role']}:{policy['name']}"),
        fixed=["role", "name"],
        renames={"name": "policyName", "role": "roleName", "policy": "policyDocument"},
    ),
}

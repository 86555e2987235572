"""What an administrator deploys once for each environment, before Tasklake itself: who may deploy it, and how far.

GitHub's OIDC provider -> the deployer's role, for one environment of one repository. No key is kept anywhere.
"""

import pulumi
import pulumi_aws as aws

from infrastructure.deployer.permissions import deployer_policy
from infrastructure.deployer.roles import GITHUB, boundary, github_environment

PROJECT = "tasklake"

config = pulumi.Config()
repository, kms_key_arn = config.require("repository"), config.get("kms_key_arn")
environment = pulumi.get_stack()
prefix = f"{PROJECT}-{environment}"

# An account has one provider for GitHub; the first stack in it makes it, the others name it.
provider_arn = (
    config.get("provider_arn")
    or aws.iam.OpenIdConnectProvider(
        "github", url=f"https://{GITHUB}", client_id_lists=["sts.amazonaws.com"]
    ).arn
)
functions_boundary = aws.iam.Policy(
    "boundary",
    name=f"{prefix}-boundary",
    description="The most that a role of this stack may do",
    policy=boundary(PROJECT, environment, kms_key_arn),
)
role = aws.iam.Role(
    "deployer",
    name=f"{prefix}-deployer",
    description=f"Deploys {prefix} from {repository}",
    assume_role_policy=github_environment(provider_arn, repository, environment),
    max_session_duration=3600,
)
for part, document in deployer_policy(PROJECT, environment, functions_boundary.arn, kms_key_arn).items():
    policy = aws.iam.Policy(f"deployer-{part}", name=f"{prefix}-deployer-{part}", policy=document)
    aws.iam.RolePolicyAttachment(f"deployer-{part}", role=role.name, policy_arn=policy.arn)

pulumi.export("role_arn", role.arn)
pulumi.export("permissions_boundary_arn", functions_boundary.arn)

"""Who may take on the deployer's role."""

from typing import Final

import pulumi

from infrastructure.policy import Statement, policy

GITHUB: Final = "token.actions.githubusercontent.com"


def github_environment(
    provider_arn: pulumi.Input[str], repository: str, environment: str
) -> pulumi.Output[str]:
    """Return the trust in jobs of one GitHub environment of one repository, whose rules say who approves them.

    Source: GitHub documentation, "Configuring OpenID Connect in Amazon Web Services".

    Args:
        provider_arn: Of GitHub's OIDC provider in the account.
        repository: Like owner/name.
        environment: The environment's name.
    """
    return policy(
        Statement(
            "GitHub",
            ["sts:AssumeRoleWithWebIdentity"],
            principal={"Federated": [provider_arn]},
            condition={
                "StringEquals": {
                    f"{GITHUB}:aud": "sts.amazonaws.com",
                    f"{GITHUB}:sub": f"repo:{repository}:environment:{environment}",
                }
            },
        )
    )

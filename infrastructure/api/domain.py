"""A domain of the stack's own for the API."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True)
class DomainArgs:
    """Which domain, and what it leads to.

    Attributes:
        name: The domain's.
        certificate_arn: Of a certificate for it, in the stack's region.
        api_id: The API's.
        stage: The API's stage.
    """

    name: str
    certificate_arn: str
    api_id: pulumi.Input[str]
    stage: pulumi.Input[str]


def own_domain(name: str, args: DomainArgs, opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
    """Serve an API at a domain, with TLS 1.2 or newer; return what the domain must be an alias of."""
    domain = aws.apigatewayv2.DomainName(
        name,
        domain_name=args.name,
        domain_name_configuration=aws.apigatewayv2.DomainNameDomainNameConfigurationArgs(
            certificate_arn=args.certificate_arn, endpoint_type="REGIONAL", security_policy="TLS_1_2"
        ),
        opts=opts,
    )
    aws.apigatewayv2.ApiMapping(
        name, api_id=args.api_id, domain_name=domain.domain_name, stage=args.stage, opts=opts
    )
    return domain.domain_name_configuration.target_domain_name

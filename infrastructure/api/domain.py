"""A domain of the stack's own for the API."""

import pulumi
import pulumi_aws as aws


def own_domain(
    name: str,
    domain_name: str,
    certificate_arn: str,
    stage: aws.apigatewayv2.Stage,
    opts: pulumi.ResourceOptions,
) -> pulumi.Output[str]:
    """Serve a stage of an API at a domain, with TLS 1.2 or newer; return what the domain must be an alias of.

    The certificate is for the domain, and in the stack's region.
    """
    domain = aws.apigatewayv2.DomainName(
        name,
        domain_name=domain_name,
        domain_name_configuration={
            "certificate_arn": certificate_arn,
            "endpoint_type": "REGIONAL",
            "security_policy": "TLS_1_2",
        },
        opts=opts,
    )
    aws.apigatewayv2.ApiMapping(
        name, api_id=stage.api_id, domain_name=domain.domain_name, stage=stage.id, opts=opts
    )
    return domain.domain_name_configuration.target_domain_name

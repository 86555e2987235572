"""What Pulumi refuses to delete: what holds data, and what others hold an address of."""

from typing import Final

import pulumi

PROTECTED_TYPES: Final = frozenset(
    {
        "aws:apigatewayv2/api:Api",
        "aws:backup/vault:Vault",
        "aws:cognito/userPool:UserPool",
        "aws:cognito/userPoolClient:UserPoolClient",
        "aws:cognito/userPoolDomain:UserPoolDomain",
        "aws:dynamodb/table:Table",
        "aws:glue/catalogDatabase:CatalogDatabase",
        "aws:kms/key:Key",
        "aws:s3/bucket:Bucket",
    }
)
"""Functions, routes, schedules and alarms are none: a preview fails whole where a release leaves a protected one out."""

GLUE_TABLE: Final = "aws:glue/catalogTable:CatalogTable"


def protect_what_is_kept(*, deletion_protection: bool) -> None:
    """Protect every resource of those types, whichever component makes it, but for one that says otherwise itself.

    Of the Glue tables it is the Iceberg tables: the catalog alone knows which of their files are theirs. The others are
    definitions, which the next `pulumi up` makes again.
    """

    def protect(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        is_iceberg = args.type_ == GLUE_TABLE and args.props.get("open_table_format_input") is not None
        if args.opts.protect is not None or not (is_iceberg or args.type_ in PROTECTED_TYPES):
            return None
        protected = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(protect=True))
        return pulumi.ResourceTransformationResult(args.props, protected)

    if deletion_protection:
        pulumi.runtime.register_stack_transformation(protect)

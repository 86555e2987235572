"""The permissions boundary of every role."""

import pulumi

ROLE = "aws:iam/role:Role"


def bound_every_role(boundary_arn: str | None) -> None:
    """Give each role of the stack a permissions boundary, whichever component makes it; none does nothing."""

    def bound(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if args.type_ != ROLE:
            return None
        return pulumi.ResourceTransformationResult(
            {**args.props, "permissions_boundary": boundary_arn}, args.opts
        )

    if boundary_arn:
        pulumi.runtime.register_stack_transformation(bound)

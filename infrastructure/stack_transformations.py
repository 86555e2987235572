"""What every resource of the stack gets, whichever component makes it."""

import pulumi

ROLE = "aws:iam/role:Role"


def tag_everything() -> None:
    """Give every taggable resource of the stack the project's and the stack's name."""
    tags = {"project": pulumi.get_project(), "stack": pulumi.get_stack()}

    def add_tags(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if "tags" not in args.props:
            return None
        return pulumi.ResourceTransformationResult({**args.props, "tags": tags}, args.opts)

    pulumi.runtime.register_stack_transformation(add_tags)


def bound_every_role(boundary_arn: str | None) -> None:
    """Give each role of the stack a permissions boundary; none does nothing."""

    def bound(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if args.type_ != ROLE:
            return None
        return pulumi.ResourceTransformationResult(
            {**args.props, "permissions_boundary": boundary_arn}, args.opts
        )

    if boundary_arn:
        pulumi.runtime.register_stack_transformation(bound)

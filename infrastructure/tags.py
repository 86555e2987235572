"""Tags on everything that takes them."""

import pulumi


def tag_everything() -> None:
    """Give every taggable resource of the stack the project's and the stack's name."""
    tags = {"project": pulumi.get_project(), "stack": pulumi.get_stack()}

    def add_tags(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if "tags" not in args.props:
            return None
        return pulumi.ResourceTransformationResult({**args.props, "tags": tags}, args.opts)

    pulumi.runtime.register_stack_transformation(add_tags)

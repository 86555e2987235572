"""Serves the controls to Pulumi: `pulumi preview --policy-pack policy_pack`."""

from collections.abc import Callable

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyPack,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from policy_pack.control import Control, Resource
from policy_pack.controls import CONTROLS
from policy_pack.waivers import violations


def stack_of(urn: str) -> str:
    return urn.removeprefix("urn:pulumi:").partition("::")[0]


def of_resource(control: Control) -> Callable[[ResourceValidationArgs, ReportViolation], None]:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        resource = Resource(args.urn, args.resource_type, args.name, args.props)
        for _ in violations(control, [resource], stack_of(args.urn)):
            report(control.source, args.urn)

    return validate


def of_stack(control: Control) -> Callable[[StackValidationArgs, ReportViolation], None]:
    def as_resource(found: PolicyResource) -> Resource:
        dependencies = frozenset(each.urn for each in found.dependencies)
        return Resource(found.urn, found.resource_type, found.name, found.props, dependencies)

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        resources = [as_resource(each) for each in args.resources]
        for resource in resources[:1]:
            for violator in violations(control, resources, stack_of(resource.urn)):
                report(control.source, violator.urn)

    return validate


def as_policy(control: Control) -> Policy:
    if control.companion is None:
        return ResourceValidationPolicy(control.id, control.title, of_resource(control), url=control.source)
    return StackValidationPolicy(control.id, control.title, of_stack(control), url=control.source)


if __name__ == "__main__":
    PolicyPack("tasklake", [as_policy(each) for each in CONTROLS], EnforcementLevel.MANDATORY)

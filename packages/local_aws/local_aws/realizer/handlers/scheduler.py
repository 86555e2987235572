"""EventBridge Scheduler."""

from local_aws.realizer.resource_types import AllBut, Aws, Made, Resource, ResourceType


def _create_group(aws: Aws, group: Resource) -> Made:
    made = aws.call("scheduler", "create_schedule_group", group.inputs)
    return Made(group["name"], {"arn": made["ScheduleGroupArn"]})


def _create_schedule(aws: Aws, schedule: Resource) -> Made:
    made = aws.call("scheduler", "create_schedule", schedule.inputs)
    group = schedule.inputs.get("groupName", "default")
    return Made(f"{group}/{schedule['name']}", {"arn": made["ScheduleArn"]})


def _update_schedule(aws: Aws, schedule: Resource, _made: Made) -> None:
    aws.call("scheduler", "update_schedule", schedule.inputs)


TYPES = {
    "aws:scheduler/scheduleGroup:ScheduleGroup": ResourceType(create=_create_group),
    "aws:scheduler/schedule:Schedule": ResourceType(
        create=_create_schedule, update=_update_schedule, changeable=AllBut("name", "groupName")
    ),
}

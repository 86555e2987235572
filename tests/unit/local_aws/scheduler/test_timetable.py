from datetime import UTC, datetime, timedelta

from local_aws.scheduler.expression import parse_expression
from local_aws.scheduler.maintenance_schedules import follow
from local_aws.scheduler.schedule import Schedule
from tests.unit.local_aws.scheduler.time_until import TimeUntil

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def schedule(name: str, expression: str) -> Schedule:
    return Schedule(
        arn=f"arn:{name}",
        name=name,
        group_arn="arn:group",
        role_arn="arn:role",
        expression=parse_expression(expression, NOON),
        input="",
    )


HOURLY = schedule("states", "cron(35 0/1 * * ? *)")
EARLIER = schedule("history", "cron(25 0/1 * * ? *)")


def runs_until(clock: TimeUntil, *schedules: Schedule, lasting: timedelta = timedelta(0)) -> list[str]:
    found: list[str] = []

    def run(each: Schedule, scheduled_time: datetime) -> None:
        found.append(f"{each.name} {scheduled_time:%H:%M} at {clock.time:%H:%M}")
        clock.time += lasting

    follow(schedules, run, clock)
    return found


def test_schedules_run_in_turn_when_they_are_due() -> None:
    clock = TimeUntil(NOON, NOON + timedelta(hours=2))
    assert runs_until(clock, HOURLY, EARLIER) == [
        "history 12:25 at 12:25",
        "states 12:35 at 12:35",
        "history 13:25 at 13:25",
        "states 13:35 at 13:35",
    ]


def test_what_was_due_before_the_start_is_not_run() -> None:
    clock = TimeUntil(NOON + timedelta(minutes=35), NOON + timedelta(minutes=59))
    assert runs_until(clock, HOURLY, EARLIER) == []


def test_a_run_that_takes_long_delays_the_next_one_and_skips_none_of_another_schedule() -> None:
    clock = TimeUntil(NOON, NOON + timedelta(minutes=59))
    assert runs_until(clock, HOURLY, EARLIER, lasting=timedelta(minutes=20)) == [
        "history 12:25 at 12:25",
        "states 12:35 at 12:45",
    ]


def test_a_machine_that_slept_for_a_day_makes_up_for_it_with_one_run() -> None:
    clock = TimeUntil(NOON, NOON + timedelta(hours=26))
    slept = False

    def run(each: Schedule, scheduled_time: datetime) -> None:
        nonlocal slept
        found.append(f"{scheduled_time:%d %H:%M}")
        if not slept:
            slept = True
            clock.time += timedelta(days=1)

    found: list[str] = []
    follow([HOURLY], run, clock)
    assert found == ["01 12:35", "02 13:35"]


def test_the_clock_is_asked_often_enough_to_notice_a_sleep() -> None:
    clock = TimeUntil(NOON, NOON + timedelta(hours=1))
    runs_until(clock, HOURLY)
    assert max(clock.pauses) == 30


def test_no_schedule_at_all_waits_for_the_end() -> None:
    assert runs_until(TimeUntil(NOON, NOON + timedelta(minutes=5))) == []

"""The monthly bill: its arithmetic by hand, its data whole, and the page that says it."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from typer.testing import CliRunner

from tasklake_operations.cli.app import app
from tasklake_operations.cost.alternatives import LAKES, WHOLE
from tasklake_operations.cost.bill import bill
from tasklake_operations.cost.crossings import added, crossings
from tasklake_operations.cost.data import ABOUT, regions, table, total, value
from tasklake_operations.cost.day import Day
from tasklake_operations.cost.limits import limits
from tasklake_operations.cost.workload import QuantityError, Settings, Workload, quantity
from tests.integration.lake.analysts.page import with_sections
from tests.unit.operations.cost.page import PAGE, PRICES, UNIT, plot, sections
from tests.unit.operations.cost.plot import PLOT

RENEW = "run `make docs` and commit"


def test_a_small_bill_is_what_it_is_by_hand() -> None:
    """Prices of us-east-1 in figures, so that a wrong unit does not stand on both sides."""
    use = Workload(requests=2e6, changes=1e6, tasks=1e6, users=11_000)
    by_hand = {
        ("API Gateway", "requests"): 2 * 1.00,
        ("Lambda", "API, duration"): 2e6 * (0.00046 / 0.58 + 0.009) * 0.0000133334,
        ("CloudWatch", "API, logs written"): 2e6 * 1200 / 1e9 * 0.50,
        ("CloudWatch", "alarms"): value("alarm_metrics") * 0.10,
        ("X-Ray", "API, traces"): 2e6 * 5 / 1e6,
        ("Cognito", "users"): 1000 * 0.015,
        # Creates of 6 or 8 units, patches of 3 or 4, deletes of 5.
        ("DynamoDB", "writes"): (0.4 * 7 + 0.4 * 3.5 + 0.2 * 5) * 0.625,
        # A page of 25 tasks of 500 bytes takes four units.
        ("DynamoDB", "reads"): (0.5 * 4 + 0.5 * 1) * 0.125,
        ("DynamoDB", "table and its indexes"): 3 * 0.6 * 0.25,
        ("DynamoDB", "point-in-time recovery"): 0.6 * 0.20,
        # A change every 10.512 s to each of four shards: 1 + 60 / 10.512 in a batch.
        ("S3", "event objects written"): 1e6 / (1 + 60 / 10.512) * 0.005 / 1000,
        ("S3", "merged tables kept"): 13e6 * 71 / 1e9 * 0.023,
        ("S3", "maintenance, objects read"): 1e6 / (1 + 60 / 10.512) * 48 * 5 * 0.0004 / 1000,
        ("Glue", "table optimizers"): (12 * 730 / 24 * 2 / 60 + (730 / 24 * 1e6 + 1e6) * 71e-9 / 20) * 0.44,
    }
    billed = {(line.service, line.item): line.usd(PRICES) for line in bill(use)}
    assert {each: billed[each] for each in by_hand} == pytest.approx(by_hand)
    # One unit more for a create, two for a patch, four for a delete; one more entry for each task.
    delta_sync = (0.4 * 1 + 0.4 * 2 + 0.2 * 4) * 0.625 + 0.6 * 0.25
    assert added("delta_sync: true", use, PRICES) == pytest.approx(delta_sync)


def test_a_day_is_what_it_is_by_hand() -> None:
    quiet, busy = Day(1, 1e6), Day(1_000, 1e6)
    # A quarter of a change a second and shard: 1 + 15 in a window.
    assert quiet.objects == pytest.approx(86_400 / 16)
    # 5,200 write units a second are six partitions, and 167 changes a second fill each batch.
    assert busy.use.shards(busy.settings) == 6
    assert busy.objects == pytest.approx(86_400)
    assert busy.raw_bytes == pytest.approx(
        86_400 * value("object_bytes") + 86.4e6 * value("object_change_bytes")
    )
    # Each hour, the objects of two days five times.
    assert busy.reads == pytest.approx(24 * 2 * 5 * 86_400)
    assert busy.maintenance_usd(PRICES, "s3_read") == pytest.approx(24 * 2 * 5 * 86_400 * 0.0004 / 1000)
    assert busy.scanned_bytes == pytest.approx(busy.maintenance_usd(PRICES, "athena_scan") / 5 * 1e12)
    assert busy.usd(PRICES) == pytest.approx(total(bill(busy.use), PRICES) * 24 / 730)


def test_each_thing_ends_where_it_does_by_hand() -> None:
    ends = {limit.of: limit.ends_at for limit in limits()}
    assert {limit.name for limit in limits()} == table("limits.toml")[1].keys()
    by_hand = {
        "one user who creates": 1000 / 4,
        "one user who deletes": 1000 / 3,
        "`PROFILE#active`, one index partition": 1000,
        "one table": 40_000 / 5.2,
        "the API function": 1000 / (0.00046 / 0.58 + 0.009),
        "one shard, for the stream function": 1000 / (0.070 + 0.025 / 0.58),
        "the scheduled comparison": 800 / 140 * 1e6,
        # Two days of arrivals and three of the history, of a change a second.
        "one merge of the history": 2**40
        / 86_400
        / (2 * value("object_change_bytes") + 3 * value("merged_row_bytes")),
    }
    assert {of: ends[of] for of in by_hand} == pytest.approx(by_hand)


def grow(use: Workload, name: str, times: float) -> Workload:
    if name != "changes":
        return replace(use, **{name: getattr(use, name) * times})
    # As many reads as before: of so many requests, those that are no change are reads, which take other units.
    changes = use.changes * times
    return replace(use, changes=changes, requests=use.reads + changes)


@pytest.mark.parametrize("grown", ["requests", "changes", "tasks", "users"])
def test_no_plan_gets_cheaper_as_use_grows(grown: str) -> None:
    more = [grow(UNIT, grown, 2**times) for times in range(12)]
    for plan in (*WHOLE.values(), *LAKES.values()):
        paid = [total(plan(each), PRICES) for each in more]
        assert all(later >= earlier - 1e-9 for earlier, later in pairwise(paid))


def test_a_window_that_fills_a_batch_makes_no_smaller_ones() -> None:
    use = Workload(requests=1e9, changes=1e9, tasks=1, users=1)
    assert use.batches(Settings()) == pytest.approx(1e6)


@pytest.mark.parametrize(
    ("text", "meant"), [("300", 300), ("2k", 2000), ("1.5M", 1.5e6), ("1G", 1e9), ("0", 0)]
)
def test_quantities(text: str, meant: float) -> None:
    assert quantity(text) == meant


@pytest.mark.parametrize("text", ["", "-1", "10m", "1,000", "1e6", "M", "nan", "10 M"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(QuantityError, match="is not a quantity: write 300, 2k, "):
        quantity(text)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--requests", "1M", "--changes", "2M", "--tasks", "1"], "More changes than requests"),
        (["--requests", "ten", "--changes", "0", "--tasks", "1"], "ten is not a quantity"),
        (
            ["--requests", "1", "--changes", "0", "--tasks", "1", "--region", "mars-1"],
            "There are no prices of mars-1; there are those of eu-central-1, eu-west-1, us-east-1.",
        ),
    ],
)
def test_misuse_is_named(arguments: list[str], said: str) -> None:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["cost", *arguments])
    assert result.exit_code == 2
    assert said in result.stderr


def test_the_command_answers_for_a_stack_that_nobody_uses() -> None:
    nothing = ["--requests", "0", "--changes", "0", "--tasks", "0", "--format", "csv"]
    result = CliRunner().invoke(app, ["cost", *nothing])
    assert result.exit_code == 0
    whole = total(bill(UNIT.scaled(0)), PRICES)
    assert f"total,Tasklake,with nothing in it,,,{whole:.2f}," in result.stdout


def test_every_price_has_every_region_a_unit_and_a_page() -> None:
    assert len(regions()) >= 3
    for name, entry in table("prices.toml")[1].items():
        assert entry.keys() - {"confirmed"} == {*ABOUT, *regions()} - {"confirmed"}, name
        assert all(entry[region] > 0 for region in regions()), name


def test_every_price_is_used() -> None:
    """One that is listed and not used would be taken for part of the bill."""
    settings = Settings(
        threat_protection=True, customer_key=True, backup_days=1, provisioned_environments=1, snapstart=True
    )
    plans = (*WHOLE.values(), *LAKES.values())
    uses = (UNIT, UNIT.scaled(1000))
    lines = [*bill(UNIT, settings), *(line for plan in plans for use in uses for line in plan(use))]
    assert {line.price for line in lines} == table("prices.toml")[1].keys()


def test_two_bills_are_the_same_where_they_cross() -> None:
    found = crossings(LAKES["Tasklake"], LAKES["zero-ETL"], UNIT, PRICES)
    assert found
    for requests in found:
        use = UNIT.scaled(requests / UNIT.requests)
        assert math.isclose(
            *(total(LAKES[name](use), PRICES) for name in ("Tasklake", "zero-ETL")), rel_tol=1e-6
        )


def test_the_page_says_what_the_command_reckons() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_sections(page, sections()) == page, RENEW
    assert PLOT.read_text(encoding="utf-8") == plot(), RENEW

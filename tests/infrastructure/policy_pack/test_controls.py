from collections import Counter
from collections.abc import Iterable
from typing import Final

import pytest

from policy_pack.control import Control, Resource
from policy_pack.controls import CONTROLS
from tests.infrastructure.policy_pack.flips import EXAMPLES, FLIPS
from tests.infrastructure.policy_pack.stacks import resources

NOTHING_IS_ASKED: Final = {
    "aws:apigatewayv2/apiMapping:ApiMapping",
    "aws:athena/namedQuery:NamedQuery",
    "aws:athena/preparedStatement:PreparedStatement",
    "aws:backup/plan:Plan",
    "aws:cloudwatch/dashboard:Dashboard",
    "aws:cloudwatch/eventRule:EventRule",
    "aws:cloudwatch/eventTarget:EventTarget",
    "aws:codedeploy/application:Application",
    "aws:cognito/userGroup:UserGroup",
    "aws:cognito/userPoolDomain:UserPoolDomain",
    "aws:glue/catalogDatabase:CatalogDatabase",
    "aws:glue/catalogTable:CatalogTable",
    "aws:glue/catalogTableOptimizer:CatalogTableOptimizer",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    "aws:lambda/alias:Alias",
    "aws:scheduler/scheduleGroup:ScheduleGroup",
    "aws:sns/topicSubscription:TopicSubscription",
}
"""Types of which no control asks anything; a new type needs a control, or a line here."""


def failures(declared: Iterable[Resource]) -> set[tuple[str, str]]:
    everything = list(declared)
    return {(control.id, each.urn) for control in CONTROLS for each in control.violators(everything)}


@pytest.fixture(scope="module")
def declared() -> list[Resource]:
    return [*resources("prod with every option"), *EXAMPLES]


@pytest.fixture(scope="module")
def failures_before(declared: list[Resource]) -> set[tuple[str, str]]:
    return failures(declared)


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.id)
def test_a_flip_turns_the_verdict_of_its_control_and_of_no_other(
    control: Control, declared: list[Resource], failures_before: set[tuple[str, str]]
) -> None:
    turned = failures(FLIPS[control.id](declared)) ^ failures_before
    assert [id_ for id_, _ in turned] == [control.id]


def test_each_control_is_there_once_and_has_one_flip() -> None:
    assert [id_ for id_, times in Counter(each.id for each in CONTROLS).items() if times > 1] == []
    assert FLIPS.keys() == {each.id for each in CONTROLS}


def test_every_type_is_judged() -> None:
    judged = {type_ for each in CONTROLS for type_ in (*each.types, each.companion)}
    titles = ("prod with every option", "deployer of prod")
    found = {each.type_token for title in titles for each in resources(title)}
    assert found - judged == NOTHING_IS_ASKED

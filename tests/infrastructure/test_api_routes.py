from collections.abc import Callable

import pytest

from infrastructure.api.rollout import NoVersionsError
from infrastructure.api.routes import PUBLIC_ROUTES, SIGNED_IN_ROUTES, UNROUTED
from infrastructure.settings import SettingsError
from tasklake_api.routes import SERVED
from tasklake_api_document.headers import HEADERS, SHOWN_AS
from tests.infrastructure.program import Program


def test_the_gateway_and_the_function_know_the_same_routes() -> None:
    expected = {(route, True) for route in SIGNED_IN_ROUTES} | {(route, False) for route in PUBLIC_ROUTES}
    served = {(f"{route.method} {route.path}", route.needs_token) for route in SERVED}
    assert served == expected


def test_a_stage_is_throttled_and_logged_and_pays_for_no_metric_by_route(
    tuned: Program,
) -> None:
    stage = tuned.one("aws:apigatewayv2/stage:Stage", "api").inputs
    assert stage["defaultRouteSettings"] == {"throttlingRateLimit": 70, "throttlingBurstLimit": 90}
    limited = {route["routeKey"]: route["throttlingRateLimit"] for route in stage["routeSettings"]}
    assert limited == dict.fromkeys((*PUBLIC_ROUTES, *UNROUTED), 50)
    assert "sourceIp" not in stage["accessLogSettings"]["format"]


def test_cors_is_off_unless_a_stack_names_origins(prod: Program, tuned: Program) -> None:
    api = "aws:apigatewayv2/api:Api"
    assert "corsConfiguration" not in prod.one(api, "api").inputs
    cors = tuned.one(api, "api").inputs["corsConfiguration"]
    assert cors["allowOrigins"] == ["http://localhost:3000"]


def test_a_browser_sees_what_the_function_says_about_retries(tuned: Program) -> None:
    cors = tuned.one("aws:apigatewayv2/api:Api", "api").inputs["corsConfiguration"]
    assert "idempotency-key" in cors["allowHeaders"]


def test_a_browser_sees_every_header_that_the_documents_name(tuned: Program) -> None:
    cors = tuned.one("aws:apigatewayv2/api:Api", "api").inputs["corsConfiguration"]
    documented = {SHOWN_AS.get(name, name).lower() for name in HEADERS}
    told_elsewhere = {"allow", "accept-patch", "apigw-requestid", "deprecation", "link", "sunset"}
    assert set(cors["exposeHeaders"]) == documented | told_elsewhere


def test_a_release_is_a_version_that_the_alias_moves_to_where_a_stack_wants_it(
    prod: Program, tuned: Program, with_what_others_own: Program
) -> None:
    function = tuned.one("aws:lambda/function:Function", "api").inputs
    assert function["publish"] is True
    assert function["snapStart"] == {"applyOn": "PublishedVersions"}
    alias = tuned.one("aws:lambda/alias:Alias", "api").inputs
    assert (alias["name"], alias["functionVersion"]) == ("live", "1")
    assert tuned.one("aws:lambda/permission:Permission", "api").inputs["qualifier"] == "live"
    integration = tuned.one("aws:apigatewayv2/integration:Integration", "api").inputs
    assert integration["integrationUri"] == "arn:aws:mock:::invoke"

    config = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig"
    warm = with_what_others_own.one(config, "api").inputs
    assert warm["provisionedConcurrentExecutions"] == 5
    assert prod.all("aws:lambda/alias:Alias") == []


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (
            {"api_rollout": "versions", "api_snap_start": "true", "api_provisioned_concurrency": "1"},
            "api_snap_start and it exclude each other",
        ),
        ({"api_snap_start": "true"}, "needs api_rollout to be versions"),
        (
            {"api_rollout": "canary", "api_provisioned_concurrency": "1"},
            "an alias that asks two of them takes none",
        ),
    ],
)
def test_a_start_that_lambda_does_not_offer_is_refused(
    program_of: Callable[..., Program], settings: dict[str, str], problem: str
) -> None:
    with pytest.raises(SettingsError, match=problem):
        program_of("prod", **settings)


def test_versions_are_refused_where_functions_have_none(program_of: Callable[..., Program]) -> None:
    with pytest.raises(NoVersionsError, match="leave tasklake:api_rollout at in_place there"):
        program_of("local", function_platform="host", api_rollout="canary", alarms_unheard="true")

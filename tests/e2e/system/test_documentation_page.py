import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from tasklake_devkit.local_system import LocalSystem
from tests.e2e.system.documentation_page import Page, chromium

PASSWORD = "Correct-horse-7"

SCREENSHOT = os.environ.get("SCREENSHOT")
"""Where to keep a picture of the page; docs/swagger-ui.png is made so."""

KEPT = (
    *("ExplicitAuthFlows", "AllowedOAuthFlows", "AllowedOAuthScopes"),
    *("AllowedOAuthFlowsUserPoolClient", "SupportedIdentityProviders"),
)
"""Settings of the client that an update would take away."""


@pytest.fixture
def address(system: LocalSystem) -> Iterator[str]:
    """The API at an address that is not the sign-in page's, as it is with AWS, where the client returns to."""
    cognito = system.session.client("cognito-idp")
    pool, client = system.outputs.user_pool_id, system.outputs.user_pool_client_id
    described: Any = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client)["UserPoolClient"]
    before = described["CallbackURLs"]
    after = [url.replace("127.0.0.1", "localhost") for url in before]
    settings: Any = {key: described[key] for key in KEPT if key in described}
    cognito.update_user_pool_client(UserPoolId=pool, ClientId=client, CallbackURLs=after, **settings)
    yield system.outputs.api_url.replace("127.0.0.1", "localhost")
    cognito.update_user_pool_client(UserPoolId=pool, ClientId=client, CallbackURLs=before, **settings)


@pytest.mark.journey
def test_a_person_signs_in_creates_a_task_and_sees_it(system: LocalSystem, address: str) -> None:
    email = f"{uuid4()}@example.com"
    system.accounts.id_token(email, password=PASSWORD)
    with chromium() as chrome:
        page = Page(chrome, address)
        page.open()
        page.sign_in(email, PASSWORD)

        # Only an ID token says which address is verified.
        status, user = page.execute("Users-createUser", {"name": "Ada"})
        assert (status, user.get("email")) == (201, email)
        status, task = page.execute("Tasks-createTask", {"title": "From the page"})
        assert (status, task["title"], task["version"]) == (201, "From the page", 1)
        status, tasks = page.execute("Tasks-listTasks")
        assert (status, tasks["items"]) == (200, [task])

        assert page.console_errors() == []
        requests = page.requests()
        assert_code_was_exchanged_with_its_verifier(requests)
        assert {urlsplit(str(request["url"])).netloc for request in requests} == {
            urlsplit(url).netloc for url in (address, system.endpoint_url)
        }
        if SCREENSHOT:
            page.save_screenshot(Path(SCREENSHOT))


def assert_code_was_exchanged_with_its_verifier(requests: list[dict[str, Any]]) -> None:
    """Hold the request for tokens against RFC 7636, section 4.5, and CORS: a simple request asks nobody first."""
    (request,) = (request for request in requests if request["url"].endswith("/oauth2/token"))
    form = parse_qs(request["postData"])
    assert form["grant_type"] == ["authorization_code"]
    assert len(form["code_verifier"][0]) >= 43
    assert "client_secret" not in form
    sent = {name.lower() for name in request["headers"]}
    assert "x-requested-with" not in sent
    assert "authorization" not in sent

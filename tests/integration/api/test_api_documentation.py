import gzip
import json
from pathlib import Path

import pytest

from infrastructure.bundle.service import Service
from infrastructure.bundle.web_files import write_web_files
from tasklake_api.documentation import Documentation, SignInPage
from tasklake_api_document.files import SERVED
from tests.integration.api.http_api import Answer, HttpApi

API = Path(__file__).parents[3] / "services" / "api"


@pytest.fixture(scope="module")
def documentation(tmp_path_factory: pytest.TempPathFactory) -> Documentation:
    """With its files, as the bundle has them."""
    folder = tmp_path_factory.mktemp("web")
    write_web_files(Service.load(API).web_files, folder)
    return Documentation(SignInPage("https://sign-in.test", "client"), folder)


def get(api: HttpApi, path: str, **headers: str) -> Answer:
    return api.request(
        "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def test_the_document_is_the_file_with_the_addresses_of_the_stack(api: HttpApi) -> None:
    answer = get(api, "/openapi.json")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.content == SERVED.read_bytes().replace(
        b"https://sign-in.example/", b"https://sign-in.test/"
    )
    flow = json.loads(answer.content)["components"]["securitySchemes"]["signIn"]["flows"]["authorizationCode"]
    configured = get(api, "/docs/sign-in.json").json
    assert (flow["authorizationUrl"], flow["tokenUrl"]) == (
        configured["authorization_url"],
        configured["token_url"],
    )


@pytest.mark.parametrize(
    ("path", "content_type", "begins"),
    [
        ("/docs", "text/html; charset=utf-8", b"<!doctype html>"),
        ("/docs/docs.js", "text/javascript; charset=utf-8", b"// Shows the OpenAPI"),
        ("/docs/favicon-32x32.png", "image/png", b"\x89PNG"),
        ("/docs/oauth2-redirect.html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8", b"/*! For license"),
        ("/docs/swagger-ui.css", "text/css; charset=utf-8", b".swagger-ui"),
    ],
)
def test_the_page_and_its_parts_are_served_without_a_token(
    api: HttpApi, path: str, content_type: str, begins: bytes
) -> None:
    answer = get(api, path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, content_type)
    assert answer.content.startswith(begins)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_whoever_takes_gzip_gets_it(api: HttpApi) -> None:
    plain = get(api, "/docs/swagger-ui.css")
    coded = get(api, "/docs/swagger-ui.css", accept_encoding="br, gzip;q=0.8")
    assert coded.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(coded.content) == plain.content
    assert len(coded.content) < len(plain.content) / 5
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == coded.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("consent", ["gzip", "*", "br, GZIP", "*;q=0, gzip", "gzip;q=0.001"])
def test_gzip_may_be_asked_for_in_many_ways(api: HttpApi, consent: str) -> None:
    assert get(api, "/docs", accept_encoding=consent).headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "refusal", ["", "br", "gzip;q=0", "gzip; q=0.0, identity", "deflate, *;q=0", "*, gzip;q=0"]
)
def test_whoever_takes_no_gzip_gets_none(api: HttpApi, refusal: str) -> None:
    answer = get(api, "/openapi.json", accept_encoding=refusal)
    assert json.loads(answer.content)["info"]["title"] == "Tasklake API"


def test_a_file_is_sent_once(api: HttpApi) -> None:
    tag = get(api, "/openapi.json").headers["ETag"]
    again = get(api, "/openapi.json", if_none_match=f'"other", {tag}')
    assert (again.status, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert get(api, "/openapi.json", if_none_match='"other"').status == 200
    assert get(api, "/openapi.json", if_none_match="other").problem == "invalid-header"


def test_the_page_may_load_from_here_and_sign_in_and_no_more(api: HttpApi) -> None:
    assert get(api, "/docs").headers["Content-Security-Policy"] == (
        "default-src 'self'; connect-src 'self' https://sign-in.test/oauth2/token; img-src 'self' data:; "
        "script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def test_a_page_that_has_not_changed_still_brings_the_policy_that_may_have(api: HttpApi) -> None:
    page = get(api, "/docs")
    again = get(api, "/docs", if_none_match=page.headers["ETag"])
    assert again.status == 304
    assert again.headers["Content-Security-Policy"] == page.headers["Content-Security-Policy"]


def test_the_largest_file_fits_into_an_answer_uncompressed(api: HttpApi) -> None:
    # Lambda's limit for a synchronous answer is 6 MB, and the file goes in Base64.
    assert len(get(api, "/docs/swagger-ui-bundle.js").content) * 4 / 3 < 3_000_000


def test_the_page_that_comes_back_from_signing_in_may_run_its_own_scripts_alone(api: HttpApi) -> None:
    answer = get(api, "/docs/oauth2-redirect.html?code=1&state=2")
    assert answer.status == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    (scripts,) = (
        rule
        for rule in answer.headers["Content-Security-Policy"].split("; ")
        if rule.startswith("script-src")
    )
    # The second is that of `run()`, which the body calls when it is loaded.
    assert scripts == (
        "script-src 'self' 'unsafe-hashes' 'sha256-AvyuiL0SD1mVY3NNxR+V2uo+lhk6RMFrytWmRt6CrJQ=' "
        "'sha256-eGAYk6fd1okMa1sD6UOTFlv8sY5fE/9GBBbK/dRq+HU='"
    )


def test_the_page_learns_where_to_sign_in(api: HttpApi) -> None:
    assert get(api, "/docs/sign-in.json").json == {
        "authorization_url": "https://sign-in.test/oauth2/authorize",
        "token_url": "https://sign-in.test/oauth2/token",
        "client_id": "client",
    }


@pytest.mark.parametrize("file", ["openapi.json", "docs.html", "handler.py", "..%2Fhandler.py", "%00"])
def test_nothing_else_is_served(api: HttpApi, file: str) -> None:
    assert get(api, f"/docs/{file}").problem == "route-not-found"


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
def test_no_parameters_are_taken(api: HttpApi, path: str) -> None:
    assert get(api, f"{path}?x=1").problem == "invalid-parameter"


def test_the_page_with_a_slash_leads_to_the_page(api: HttpApi) -> None:
    answer = get(api, "/docs/")
    assert (answer.status, answer.location) == (308, "/docs")

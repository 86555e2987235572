"""The documentation page in a headless Chromium, as a person uses it."""

import json
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support import expected_conditions
from selenium.webdriver.support.ui import WebDriverWait

SECONDS = 30


@contextmanager
def chromium() -> Generator[Chrome]:
    """Yield a browser that keeps what its console and its network say; skip the test where there is none."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip("needs Chromium and its driver: apt-get install chromium chromium-driver")
    options = ChromeOptions()
    options.binary_location = browser
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1200,1000"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = Chrome(options=options, service=ChromeService(driver))
    try:
        yield chrome
    finally:
        chrome.quit()


@dataclass(frozen=True)
class Page:
    chrome: Chrome
    api_url: str

    @property
    def _wait(self) -> WebDriverWait[Chrome]:
        return WebDriverWait(self.chrome, SECONDS, poll_frequency=0.05)

    def open(self) -> None:
        self.chrome.get(f"{self.api_url}/docs")
        self.wait("button.authorize")

    def wait(self, selector: str) -> WebElement:
        """Return an element once it can be clicked."""
        found = expected_conditions.element_to_be_clickable((By.CSS_SELECTOR, selector))
        return self._wait.until(found)

    def click(self, selector: str) -> None:
        # Through the page: what is clicked may still be sliding into place.
        self.chrome.execute_script("arguments[0].click()", self.wait(selector))  # pyright: ignore[reportUnknownMemberType]  # untyped in selenium

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the window that "Authorize" opens."""
        page = self.chrome.current_window_handle
        self.click("button.authorize")
        self.click(".auth-btn-wrapper button.authorize")
        self._wait.until(expected_conditions.number_of_windows_to_be(2))
        (window,) = set(self.chrome.window_handles) - {page}
        self.chrome.switch_to.window(window)
        self.wait("#username").send_keys(email)
        self.wait("#password").send_keys(password)
        self.wait("button[type=submit]").click()
        self._wait.until(expected_conditions.number_of_windows_to_be(1))
        self.chrome.switch_to.window(page)
        # The code is exchanged for tokens, and "Authorize" gives way to "Logout".
        self.wait(".auth-btn-wrapper .auth:not(.authorize)")
        self.click(".auth-btn-wrapper .btn-done")

    def execute(self, operation: str, body: object = None) -> tuple[int, Any]:
        """Fill an operation in, send it, and return the status and the body that the page shows."""
        block = f"#operations-{operation}"
        self.click(f"{block} .opblock-summary-control")
        self.click(f"{block} .try-out__btn")
        if body is not None:
            text = self.wait(f"{block} .body-param__text")
            text.clear()
            text.send_keys(json.dumps(body))
        self.click(f"{block} .execute")
        status = self.wait(f"{block} .live-responses-table .response .response-col_status").text
        shown = self.wait(f"{block} .live-responses-table .response code").text
        return int(status.split()[0]), json.loads(shown)

    def console_errors(self) -> list[str]:
        """Return what the console complains of, but for the icon that the emulator's sign-in page lacks."""
        entries: list[dict[str, Any]] = self.chrome.get_log("browser")  # pyright: ignore[reportUnknownMemberType]  # untyped in selenium
        return [
            entry["message"]
            for entry in entries
            if entry["level"] in {"WARNING", "SEVERE"} and "/favicon.ico" not in entry["message"]
        ]

    def requests(self) -> list[dict[str, Any]]:
        """Return every request that the browser sent since this was last asked; see the DevTools protocol, "Network.Request"."""
        entries: list[dict[str, Any]] = self.chrome.get_log("performance")  # pyright: ignore[reportUnknownMemberType]  # untyped in selenium
        messages = [json.loads(entry["message"])["message"] for entry in entries]
        requests = [
            message["params"]["request"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]
        return [request for request in requests if not request["url"].startswith("data:")]

    def save_screenshot(self, path: Path) -> None:
        self.open()
        self.chrome.save_screenshot(str(path))  # pyright: ignore[reportUnknownMemberType]  # untyped in selenium

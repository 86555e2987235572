from uuid import uuid4

from tasklake_devkit.local_system import LocalSystem
from tests.e2e.system.documentation_page import Page, chromium

PASSWORD = "Correct-horse-7"


def test_a_person_signs_in_creates_a_task_and_sees_it(system: LocalSystem) -> None:
    email = f"{uuid4()}@example.com"
    system.accounts.id_token(email, password=PASSWORD)
    with chromium() as chrome:
        page = Page(chrome, system.outputs.api_url)
        page.open()
        page.sign_in(email, PASSWORD)

        # Only an ID token says which address is verified.
        status, user = page.execute("Users-createUser", {"name": "Ada"})
        assert (status, user["email"]) == (201, email)
        status, task = page.execute("Tasks-createTask", {"title": "From the page"})
        assert (status, task["title"], task["version"]) == (201, "From the page", 1)
        status, tasks = page.execute("Tasks-listTasks")
        assert (status, tasks["items"]) == (200, [task])

        assert page.console_errors() == []
        assert page.hosts() == {system.endpoint_url}

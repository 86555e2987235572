from tasklake_devkit.local_system import LocalSystem
from tests.e2e.system.stack_under_test import StackUnderTest


def test_what_a_run_against_a_deployed_stack_made_is_erased(system: LocalSystem) -> None:
    stack = StackUnderTest(system.outputs, system.session)
    ada, gone = stack.sign_up(), stack.sign_up(admin=True)
    stack.new_token()
    assert ada.send("POST", "/v1/tasks", {"title": "Left over"})[0] == 201
    assert gone.send("DELETE", "/v1/users/me")[0] == 202

    stack.erase_users()

    assert [stack.accounts.exists(email) for email in stack.emails] == [False] * 3
    assert ada.send("GET", "/v1/users/me")[0] == 410

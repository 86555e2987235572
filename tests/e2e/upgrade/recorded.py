"""What a release leaves on a laptop, and what it said of its data: the state that the next release meets."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

import urllib3

from tests.e2e.shell import Shell

FOLDER: Final = Path(__file__).parent
ARCHIVE: Final = FOLDER / "release.tar.xz"
EXPECTED: Final = "said.json"
USERS: Final = ("grace@example.com", "alan@example.com")

QUERIES: Final = (
    "SELECT * FROM tasks ORDER BY task_id",
    "SELECT * FROM users ORDER BY user_id",
    "SELECT * FROM task_timeline ORDER BY task_id, created_at, version",
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a system says of its data.

    Attributes:
        tasks: The tasks of each user by e-mail address, as the API lists them.
        rows: The rows that each of QUERIES answers, in its order.
    """

    tasks: dict[str, list[dict[str, Any]]]
    rows: list[list[dict[str, Any]]]

    @classmethod
    def by(cls, shell: Shell) -> Self:
        return cls(
            {email: api(shell, email).send("GET", "/v1/tasks?limit=100")["items"] for email in USERS},
            [ask(shell, query) for query in QUERIES],
        )

    @classmethod
    def read(cls, folder: Path) -> Self:
        return cls(**json.loads((folder / EXPECTED).read_text(encoding="utf-8")))

    def write(self, folder: Path) -> None:
        (folder / EXPECTED).write_text(json.dumps(asdict(self)), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Api:
    """The API as one user calls it."""

    url: str
    token: str

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401  # JSON
        answer = urllib3.request(
            method,
            f"{self.url}{path}",
            json=body,
            headers={"authorization": f"Bearer {self.token}", **headers},
            timeout=60,
        )
        assert answer.status < 300, (method, path, answer.status, answer.data)
        return answer.json() if answer.data else None


def api(shell: Shell, email: str) -> Api:
    outputs = json.loads(shell.run_here("status").stdout)
    return Api(outputs["api_url"], shell.run_here("token", "--email", email).stdout.strip())


def ask(shell: Shell, query: str) -> list[dict[str, Any]]:
    answered = shell.run_here("sql", "--format", "json", query)
    assert answered.returncode == 0, answered.stderr
    return [json.loads(line) for line in answered.stdout.splitlines()]

"""What the workflows of GitHub run exists here, and runs with no more rights than it needs."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tasklake_operations.checkout import REPOSITORY
from tests.unit.test_documents import unknown_words

WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def read(path: Path) -> dict[str, Any]:
    workflow: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    # YAML reads the word "on" as true.
    return {str(key) if key is not True else "on": value for key, value in workflow.items()}


def commands(workflow: dict[str, Any]) -> list[str]:
    return [
        line.strip()
        for job in workflow["jobs"].values()
        for step in job.get("steps", [])
        for line in step.get("run", "").splitlines()
    ]


@each_workflow
def test_what_a_workflow_runs_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    for command in commands(read(path)):
        match command.split():
            case ["make", target]:
                assert target in targets
            case [".venv/bin/tasklake", *words]:
                assert unknown_words(words) == []
            case [script] if script.startswith(("./", ".ci/")):
                assert (REPOSITORY / script).is_file()
            case _:
                pass
    for job in read(path)["jobs"].values():
        if "uses" in job:
            assert (REPOSITORY / job["uses"]).is_file()


@each_workflow
def test_a_workflow_names_its_rights_and_keeps_no_key(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"]["contents"] in {"read", "write"}
    text = path.read_text(encoding="utf-8")
    assert "AWS_SECRET_ACCESS_KEY" not in text
    assert {"pull_request_target"}.isdisjoint(workflow["on"])
    for job in workflow["jobs"].values():
        if "steps" in job:
            assert job["timeout-minutes"] <= 60
            assert [
                step
                for step in job["steps"]
                if "checkout" in step.get("uses", "") and step["with"].get("persist-credentials")
            ] == []


def test_a_pull_request_runs_the_journeys_that_make_test_leaves_out() -> None:
    check = read(REPOSITORY / ".github" / "workflows" / "check.yml")
    assert "pull_request" in check["on"]
    assert {".ci/run", "make e2e"} <= {*commands(check)}


def test_each_environment_is_deployed_after_the_one_before() -> None:
    jobs = read(REPOSITORY / ".github" / "workflows" / "deploy.yml")["jobs"]
    assert [job["with"]["environment"] for job in jobs.values()] == ["dev", "staging", "prod"]
    assert [job.get("needs") for job in jobs.values()] == [None, "dev", "staging"]

import subprocess
import sys

import pytest

from tasklake_operations.checkout import REPOSITORY


@pytest.mark.journey
def test_the_result_is_the_last_word_where_random_tests_and_duckdb_met() -> None:
    files = ["tests/unit/local_aws/athena/test_execution_parameters.py", "tests/unit/api/test_entity_tags.py"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--quiet", "--numprocesses=0", *files],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert " passed in " in run.stdout.splitlines()[-1]
    assert run.stderr == ""

import subprocess
import sys

CODE = """
import gc, sys
import tasklake_stream_etl.handler
print(gc.isenabled(), gc.get_freeze_count() > 0)
print(*sorted({"arro3", "boto3", "duckdb", "numpy", "pandas", "pyarrow", "pydantic"} & sys.modules.keys()))
"""


def test_a_start_loads_no_more_than_it_needs_and_leaves_the_collector_on() -> None:
    started = subprocess.run(  # the interpreter of this test, on code of this test
        [sys.executable, "-c", CODE],
        env={
            "AWS_DEFAULT_REGION": "us-east-1",
            "LAKE_BUCKET": "lake",
            "FAILURE_BUCKET": "failures",
            "TABLE_NAMES": "tasklake",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.stderr == ""
    assert started.stdout.splitlines() == ["True True", "arro3 boto3"]

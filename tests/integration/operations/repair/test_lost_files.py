from pathlib import Path
from uuid import uuid4

import pytest

from local_aws.sessions import EmulatorSession
from tasklake_operations.repair import LostFilesError, refuse_lost_files
from tests.integration.lake.realized_lake import realize_lake


def test_tables_whose_files_are_gone_are_named_with_the_way_out(
    session: EmulatorSession, tmp_path: Path
) -> None:
    lake = realize_lake(f"lake{uuid4().hex[:12]}", session, tmp_path)
    glue, s3 = lake.session.client("glue"), lake.session.client("s3")
    refuse_lost_files(glue, s3, lake.database)

    for listed in s3.list_objects_v2(Bucket=lake.bucket, Prefix="iceberg/task_").get("Contents", []):
        s3.delete_object(Bucket=lake.bucket, Key=listed.get("Key", ""))

    with pytest.raises(LostFilesError, match=r"task_states, task_history .*An emptied bucket"):
        refuse_lost_files(glue, s3, lake.database)

"""Which versions of which objects are searched, and when each goes."""

from datetime import UTC, datetime, timedelta

from moto import mock_aws

from tasklake_operations.deployed import clients_in
from tasklake_operations.lake_erasure import LiveFiles, Markers, Proof

USER = "6f1d0c52-0a7e-4b7f-9d7a-3c5e8f102a01"
LIVE = "iceberg/t/data/live.parquet"
LISTED = "iceberg/t/metadata/listed.avro"


def midnight(days: int) -> datetime:
    """Return the midnight after some days from now."""
    due = datetime.now(UTC) + timedelta(days + 1)
    return due.replace(hour=0, minute=0, second=0, microsecond=0)


@mock_aws
def test_every_version_is_searched_and_those_that_go_by_themselves_have_a_date() -> None:
    s3 = clients_in("us-east-1").client("s3")
    for bucket in ("lake", "failures"):
        s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket="lake", VersioningConfiguration={"Status": "Enabled"})
    for bucket, rules in {"lake": {"raw/": 365}, "failures": {"": 14}}.items():
        expirations = [
            {
                "ID": prefix or "all",
                "Status": "Enabled",
                "Filter": {"Prefix": prefix},
                "Expiration": {"Days": days},
            }
            for prefix, days in rules.items()
        ]
        old = {
            "ID": "old",
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
        }
        s3.put_bucket_lifecycle_configuration(
            Bucket=bucket,
            LifecycleConfiguration={"Rules": [*expirations, *([old] if bucket == "lake" else [])]},  # pyright: ignore[reportArgumentType]  # dicts of literals
        )
    for bucket, key in (
        ("failures", "aws/lambda/x"),
        ("failures", f"by-user/{USER}"),
        ("lake", "raw/kept.parquet"),
        ("lake", "raw/rewritten.parquet"),
        ("lake", "raw/deleted.parquet"),
        ("lake", LIVE),
        ("lake", LISTED),
        ("lake", "iceberg/t/data/old.parquet"),
    ):
        body = b"" if USER in key else USER.encode()
        s3.put_object(Bucket=bucket, Key=key, Body=body)
    s3.put_object(Bucket="lake", Key="raw/rewritten.parquet", Body=b"others")
    s3.delete_object(Bucket="lake", Key="raw/deleted.parquet")

    live = LiveFiles({f"s3://lake/{LIVE}"}, f"s3://lake/{LISTED}".encode())
    proof = Proof(s3, "lake", live, snapshot_days=5, now=datetime.now(UTC))
    found = {each.version.key: each.goes for each in proof.search(["lake", "failures"], Markers([USER]))}

    assert found == {
        "aws/lambda/x": midnight(14),
        f"by-user/{USER}": midnight(14),
        "raw/kept.parquet": None,
        "raw/rewritten.parquet": midnight(7),
        "raw/deleted.parquet": midnight(7),
        LIVE: None,
        LISTED: None,
        "iceberg/t/data/old.parquet": midnight(5 + 1 + 1 + 7 - 1),
    }
    assert (proof.objects, proof.size) == (9, 7 * len(USER) + len("others"))

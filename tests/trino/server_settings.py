"""The files that configure a Trino server and its two catalogs.

`awsdatacatalog`, called as Athena calls its own, reads Hive tables and views and hands Iceberg tables on to `iceberg`,
so that one name serves for every table, as in Athena.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from local_aws.root import LOCAL_ACCOUNT, LOCAL_REGION

HOST: Final = "127.0.0.1"
CATALOG: Final = "awsdatacatalog"
_ICEBERG_CATALOG: Final = "iceberg"


def write_settings(
    folder: Path,
    *,
    port: int,
    distribution: Path,
    s3_url: str,
    glue_url: str,
    query_memory: str | None = None,
) -> None:
    """Write `config.properties`, and a file for each catalog, into a folder that has none of these.

    Args:
        folder: Where they go.
        port: Of the server's HTTP endpoint.
        distribution: The unpacked server.
        s3_url: Endpoint of S3.
        glue_url: Endpoint of Glue.
        query_memory: The most that a query may take; None for what Trino takes for it.
    """
    catalogs = folder / "catalog"
    catalogs.mkdir(parents=True)
    _write(
        folder / "config.properties",
        {
            "coordinator": "true",
            "node-scheduler.include-coordinator": "true",
            "http-server.http.port": str(port),
            "discovery.uri": f"http://{HOST}:{port}",
            "plugin.dir": str(distribution / "plugin"),
            "catalog.config-dir": str(catalogs),
            **({"query.max-memory-per-node": query_memory} if query_memory else {}),
        },
    )
    aws = _aws(s3_url, glue_url)
    _write(
        catalogs / f"{CATALOG}.properties",
        {
            "connector.name": "hive",
            "hive.metastore": "glue",
            "hive.partition-projection-enabled": "true",
            "hive.iceberg-catalog-name": _ICEBERG_CATALOG,
            **aws,
        },
    )
    _write(
        catalogs / f"{_ICEBERG_CATALOG}.properties",
        {
            "connector.name": "iceberg",
            "iceberg.catalog.type": "glue",
            "iceberg.hive-catalog-name": CATALOG,
            **aws,
        },
    )


def _aws(s3_url: str, glue_url: str) -> dict[str, str]:
    return {
        "hive.metastore.glue.endpoint-url": glue_url,
        "hive.metastore.glue.region": LOCAL_REGION,
        "hive.metastore.glue.aws-access-key": LOCAL_ACCOUNT,
        "hive.metastore.glue.aws-secret-key": "test",
        "fs.native-s3.enabled": "true",
        "s3.endpoint": s3_url,
        "s3.region": LOCAL_REGION,
        "s3.path-style-access": "true",
        "s3.aws-access-key": LOCAL_ACCOUNT,
        "s3.aws-secret-key": "test",
    }


def _write(path: Path, properties: Mapping[str, str]) -> None:
    path.write_text("".join(f"{name}={value}\n" for name, value in properties.items()), encoding="utf-8")

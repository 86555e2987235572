"""Settings of a developer's machine that would break the local system, were it to heed them."""

from pathlib import Path
from typing import Final

from infrastructure.bundle import Platform, build_bundle
from tasklake_operations.checkout import REPOSITORY

_NOWHERE: Final = "http://127.0.0.1:9"
_SHADOWED: Final = ("boto3", "infrastructure", "pulumi", "pyiceberg", "rich", "tasklake", "typer", "yaml")


def hostile_environment(folder: Path) -> dict[str, str]:
    """Return variables of AWS, proxies, Pulumi, Iceberg and Python, and fill a folder with the packages they put first."""
    for service in ("api", "lake_jobs", "stream_etl", "user_erasure"):
        # What a bundle needs is fetched from outside, where the machine's proxy is the way: here it is fetched before.
        build_bundle(REPOSITORY / "services" / service, Platform.HOST)
    for name in _SHADOWED:
        folder.joinpath(f"{name}.py").write_text(f'raise SystemExit("{name} of PYTHONPATH")\n')
    return {
        "AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL",
        "AWS_CA_BUNDLE": str(folder / "none.pem"),
        "AWS_CONFIG_FILE": str(folder / "none"),
        "AWS_DATA_PATH": str(folder / "none"),
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": _NOWHERE,
        "AWS_ENDPOINT_URL_GLUE": _NOWHERE,
        "AWS_ENDPOINT_URL_S3": _NOWHERE,
        "AWS_MAX_ATTEMPTS": "none",
        "AWS_PROFILE": "nope",
        "AWS_REGION": "eu-west-1",
        "AWS_RETRY_MODE": "none",
        "AWS_SECRET_ACCESS_KEY": "real",
        "AWS_SESSION_TOKEN": "real",
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "none"),
        "AWS_USE_DUALSTACK_ENDPOINT": "true",
        "AWS_USE_FIPS_ENDPOINT": "true",
        **{
            name: _NOWHERE
            for scheme in ("http_proxy", "https_proxy", "all_proxy")
            for name in (scheme, scheme.upper())
        },
        "PULUMI_CONFIG": '{"aws:region": "eu-west-1", "tasklake:colour": "red"}',
        "PULUMI_CONFIG_SECRET_KEYS": '["tasklake:colour"]',
        "PULUMI_MONITOR": "127.0.0.1:9",
        "PULUMI_PROJECT": "other",
        "PULUMI_STACK": "prod",
        "PYICEBERG_MAX_WORKERS": "none",
        "PYTHONINSPECT": "1",
        "PYTHONOPTIMIZE": "2",
        "PYTHONPATH": str(folder),
        "PYTHONWARNINGS": "error",
    }

"""How a stack is deployed: what all of its components keep to alike."""

from dataclasses import dataclass

from infrastructure.bundle import Platform


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """Protections and retentions of a stack, and where its functions run.

    Attributes:
        platform: Where the functions run.
        require_tls: Whether bucket policies refuse requests without TLS.
        force_destroy: Whether buckets and workgroups that hold data may be deleted.
        deletion_protection: Whether the tables, the user pool and the lake's tables refuse to be deleted.
        log_retention_days: How long log groups keep their events.
        failure_retention_days: How long quarantined and undelivered records stay.
        query_results_retention_days: How long results of queries stay.
    """

    platform: Platform
    require_tls: bool
    force_destroy: bool
    deletion_protection: bool
    log_retention_days: int
    failure_retention_days: int
    query_results_retention_days: int

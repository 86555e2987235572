from datetime import UTC, datetime, timedelta


class StandingClock:
    """Stands still until told to tick."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def tick(self, by: timedelta = timedelta(seconds=1)) -> datetime:
        """Let time pass and return the time then."""
        self.now += by
        return self.now

"""Time for schedules, without waiting."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class TimeUntil:
    """A clock that stops at a moment; pauses pass at once and are remembered."""

    time: datetime
    end: datetime
    pauses: list[float] = field(default_factory=list[float])

    @property
    def stopping(self) -> bool:
        return self.time >= self.end

    def now(self) -> float:
        return self.time.timestamp()

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.time = datetime.fromtimestamp(self.now() + seconds, self.time.tzinfo)

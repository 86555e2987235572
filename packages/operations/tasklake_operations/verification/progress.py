"""What a comparison tells of its way to those who wait."""

from collections.abc import Callable

type Advance = Callable[[int], object]
"""Is told how much of a piece of work is done since it was told last; may raise, which ends the comparison."""

type Progress = Callable[[str, int], Advance]
"""Is told of a piece of work, and how much of it there is, when it begins."""

"""Activity files: replaying one through the API and holding the lake and the table against it."""

from tasklake_devkit.activity.errors import ActivityError

__all__ = ["ActivityError"]

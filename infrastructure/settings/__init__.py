"""The settings of a stack: every key that Pulumi.<stack>.yaml may hold under `tasklake:`."""

from infrastructure.settings.stack import Settings, SettingsError

__all__ = ["Settings", "SettingsError"]

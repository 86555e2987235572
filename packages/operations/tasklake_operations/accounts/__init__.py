"""Accounts of a stack's user pool, made and signed in by whoever administers it."""

from tasklake_operations.accounts.accounts import Accounts, SignInError

__all__ = ["Accounts", "SignInError"]

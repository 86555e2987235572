"""Signing in to a deployed stack through the browser."""

from tasklake_operations.sign_in.authorization_code import AppClient, SignInError
from tasklake_operations.sign_in.loopback import signed_in

__all__ = ["AppClient", "SignInError", "signed_in"]

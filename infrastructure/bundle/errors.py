"""Why a bundle could not be built.

BundleError
    ServiceDefinitionError   the service's pyproject.toml or lock is missing or wrong
    DependencyError          uv could not install the lock
    InterpreterError         this Python is not the one the function runs on
    BundleTooLargeError      Lambda would refuse the zip
"""


class BundleError(Exception):
    pass


class ServiceDefinitionError(BundleError):
    pass


class DependencyError(BundleError):
    pass


class InterpreterError(BundleError):
    pass


class BundleTooLargeError(BundleError):
    pass

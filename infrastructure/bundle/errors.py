"""Why a bundle could not be built."""


class BundleError(Exception):
    pass


class ServiceDefinitionError(BundleError):
    """The service's pyproject.toml or lock is missing or wrong."""


class DependencyError(BundleError):
    """uv could not install the lock."""


class InterpreterError(BundleError):
    """This Python is not the one the function runs on."""


class BundleTooLargeError(BundleError):
    """Lambda would refuse the zip."""

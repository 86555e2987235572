"""What can go wrong between a Pulumi program and the emulator.

RealizeError                    the run failed; a line for each of the others
    UnchangeableError           the state of earlier runs stands in the way

The lines:
    ProgramUnsupportedError     the program asks for what the emulator cannot be made to do
        UnknownTypeError
        UnknownInputsError
        UnknownInvokeError
        UnsupportedFeatureError
    DuplicateUrnError           two resources of the program have the same name
    MissingInputError           an input that the resource needs here is not given
    ArchiveError                the code of a function cannot be read
    CannotChangeError           an existing resource cannot be brought to the program's inputs
    HoldsDataError              a resource with data in it is no longer in the program
"""

from local_aws.errors import LocalAwsError, StateError


class RealizeError(LocalAwsError):
    """The program could not be realized; what was made is kept, and the next run goes on from there."""

    def __init__(self, errors: list[str]) -> None:
        """Take one line for each error."""
        super().__init__("\n".join(errors))
        self.errors = errors


class UnchangeableError(RealizeError, StateError):
    """What was realized before cannot become what the program says now."""


class ProgramUnsupportedError(Exception):
    """The program asks for what has no local counterpart."""


class UnknownTypeError(ProgramUnsupportedError):
    """A type of resource."""


class UnknownInputsError(ProgramUnsupportedError):
    """Inputs of a resource, or arguments of a provider function."""

    def __init__(self, paths: list[str], place: str) -> None:
        """Name the inputs by their paths and the request or function that has no place for them."""
        super().__init__(f"no local counterpart for {', '.join(sorted(set(paths)))} ({place})")


class UnknownInvokeError(ProgramUnsupportedError):
    """A provider function."""


class UnsupportedFeatureError(ProgramUnsupportedError):
    """A feature of Pulumi's engine."""


class DuplicateUrnError(Exception):
    """Two resources of the program are the same to Pulumi."""


class MissingInputError(Exception):
    """An input that the resource needs here."""


class ArchiveError(Exception):
    """An archive that cannot be read here."""


class HoldsDataError(Exception):
    """Resources that left the program with data in them."""

    def __init__(self, urns: list[str]) -> None:
        """Name the resources."""
        super().__init__(
            f"no longer in the program, and with data in it: {', '.join(urns)}. Give what takes its place `aliases` of it "
            "(pulumi.ResourceOptions)"
        )


class CannotChangeError(Exception):
    """Inputs that no call can change on an existing resource."""

    def __init__(self, inputs: list[str]) -> None:
        """Name the inputs."""
        super().__init__(f"{', '.join(inputs)} cannot change in place")

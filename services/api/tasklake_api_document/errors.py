"""What a developer of the API may meet when the document is made or compared."""


class DocumentError(Exception):
    """The message says what is wrong and what to do."""

"""What Athena finds in a statement before it runs it: names, types, functions; and what the local engine lacks."""

from local_aws.athena.analysis.statements import Analysis

__all__ = ["Analysis"]

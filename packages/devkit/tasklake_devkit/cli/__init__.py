"""The local system's commands, and the local system as the stack that the operator's commands work on."""

"""All that is stored of a user, whatever it is."""

from tasklake.deletion import Deletion
from tasklake.idempotency import IdempotencyRecord
from tasklake.models import Task, User

type Stored = User | Task | IdempotencyRecord | Deletion

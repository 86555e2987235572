"""A user pool in memory."""


class InMemoryUserPool:
    def __init__(self, *user_ids: str) -> None:
        self.user_ids = set(user_ids)

    def delete_user(self, user_id: str) -> None:
        self.user_ids.discard(user_id)

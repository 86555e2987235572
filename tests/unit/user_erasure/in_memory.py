"""A user pool and a ledger in memory."""


class InMemoryUserPool:
    def __init__(self, *user_ids: str) -> None:
        self.user_ids = set(user_ids)

    def delete_user(self, user_id: str) -> None:
        self.user_ids.discard(user_id)


class InMemoryLedger:
    def __init__(self) -> None:
        self.user_ids = set[str]()

    def add(self, user_id: str) -> None:
        self.user_ids.add(user_id)

"""A ledger in memory."""


class InMemoryLedger:
    def __init__(self) -> None:
        self.user_ids = set[str]()

    def add(self, user_id: str) -> None:
        self.user_ids.add(user_id)

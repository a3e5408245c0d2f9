"""Everything that is kept, one object a concern."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.storage.chats import ChatKeys, Chats
from bot.storage.messages import Messages
from bot.storage.relays import Relays
from bot.storage.reminders import Reminders
from bot.storage.sqlite import Sqlite
from bot.storage.votes import Votes


@dataclass(frozen=True, slots=True)
class Store:
    """Made over one open database; `secret` keys the hashes of the chats' ids, `now` gives seconds since 1970."""

    chats: Chats
    messages: Messages
    votes: Votes
    reminders: Reminders
    relays: Relays

    @classmethod
    def over(cls, database: Sqlite, secret: str, now: Callable[[], float] = time.time) -> "Store":
        """The store of a bot."""
        key = ChatKeys(secret)
        return cls(
            Chats(database, key, now),
            Messages(database, key, now),
            Votes(database),
            Reminders(database),
            Relays(database, now),
        )

    async def forget_old(self) -> None:
        """Erase what is kept for minutes or days only and is older."""
        await self.chats.forget_old()
        await self.messages.forget_old()

"""Everything that is kept, one object a concern."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.storage.chats import ChatKeys, Chats
from bot.storage.counts import Counts
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from bot.storage.messages import Messages
from bot.storage.relays import Relays
from bot.storage.reminders import Reminders
from bot.storage.unanswered import UnansweredQuestions
from bot.storage.votes import Votes


@dataclass(frozen=True, slots=True)
class Store:
    """Made over one open database; `secret` keys the hashes of the chats' ids, `now` gives seconds since 1970."""

    database: Database
    inbox: Inbox
    chats: Chats
    messages: Messages
    votes: Votes
    counts: Counts
    reminders: Reminders
    relays: Relays
    unanswered: UnansweredQuestions

    @classmethod
    def over(cls, database: Database, secret: str, now: Callable[[], float] = time.time) -> "Store":
        """The store of a bot."""
        key = ChatKeys(secret)
        return cls(
            database,
            Inbox(database, now),
            Chats(database, key, now),
            Messages(database, key, now),
            Votes(database),
            Counts(database, key, now),
            Reminders(database),
            Relays(database, now),
            UnansweredQuestions(database, key, now),
        )

    async def forget_old(self, retention_days: int) -> None:
        """Erase what is kept for minutes or days only and is older, and leave no trace of it."""
        await self.chats.forget_old(retention_days)
        await self.messages.forget_old()
        await self.counts.forget_old()
        await self.inbox.forget_old(retention_days)
        await self.unanswered.forget_old(retention_days)
        await self.database.tidy()

"""What every handler is given: the edition served, the texts, what is kept of readers, and how to reply."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property, partial
from typing import Any, Self

from telegram import CallbackQuery, Chat, Message, Update
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, RetryAfter
from telegram.ext import Application, CallbackContext, ExtBot, JobQueue

from bot import attempt
from bot.albums import Albums
from bot.content.page import Entry
from bot.editions import Edition, Editions
from bot.errors import StorageError
from bot.guides.deadlines import readers_day
from bot.matching.decision import Decision
from bot.matching.index import Ranking
from bot.matching.message import read
from bot.matching.verdict import Heard
from bot.metrics import Metrics
from bot.replies import answers, buttons
from bot.replies.address import Address
from bot.replies.answers import Setting
from bot.replies.buttons import Press
from bot.replies.reply import Reply, quoting
from bot.storage.chats import Remembered
from bot.storage.store import Store
from bot.texts import Texts, Translation

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """All that one bot serves from. `now` gives seconds since 1970; `listeners` hear each chat's questions."""

    texts: Texts
    editions: Editions
    store: Store
    admin_ids: tuple[int, ...]
    operators_chat_id: int | None
    retention_days: int
    metrics: Metrics
    now: Callable[[], float]
    albums: Albums = field(default_factory=Albums)
    listeners: list[Callable[[int, Heard], None]] = field(default_factory=list)

    @property
    def today(self) -> date:
        """What day it is for readers."""
        return readers_day(datetime.fromtimestamp(self.now(), UTC))

    @property
    def operators_say(self) -> Translation:
        """The language of the operators' chat: the default one."""
        return self.texts[self.texts.default]


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """One update's surroundings."""

    incoming: Message | None = None
    _remembered: Remembered | None = None

    @classmethod
    def from_update(cls, update: object, application: Application[Any, Any, Any, Any, Any, Any]) -> Self:
        """As python-telegram-bot makes it, with the message that the reader sent."""
        context = super().from_update(update, application)
        context.incoming = update.message if isinstance(update, Update) else None
        return context

    @property
    def desk(self) -> Desk:
        """Put into the application's bot_data when it is built."""
        desk = self.bot_data[Desk]
        assert isinstance(desk, Desk)
        return desk

    @cached_property
    def edition(self) -> Edition:
        """The edition that this update is answered from, though another may be served meanwhile."""
        return self.desk.editions.current

    @property
    def setting(self) -> Setting:
        """What answers are drawn from and lead back to."""
        address = Address(self.bot.username, bool(self.bot.supports_inline_queries))
        return Setting(self.edition.catalogue, self.desk.texts, address)

    async def read(self, text: str) -> tuple[Ranking, Decision]:
        """A message's ranking and what to do with it; in a thread, for a long one would hold up every other reader."""
        return await asyncio.to_thread(read, text, self.edition.index, self.edition.catalogue)

    async def remembered(self, chat_id: int) -> Remembered:
        """What is kept of the update's chat, read once."""
        if self._remembered is None:
            try:
                self._remembered = await self.desk.store.chats.recall(chat_id)
                if self._remembered.unreachable:
                    await self.desk.store.chats.regain(chat_id)
            except StorageError as error:
                log.error("A reader is answered as a stranger: %s", error)
                self._remembered = Remembered()
        return self._remembered

    async def say(self, update: Update) -> Translation:
        """The language that the reader chose, else that of their Telegram if we speak it, else the default."""
        reader, texts = update.effective_user or update.effective_chat, self.desk.texts
        chosen = (await self.remembered(reader.id)).language if reader else None
        code = update.effective_user.language_code if update.effective_user else None
        return texts.translations.get(chosen or "") or texts.translations.get(code or "") or texts[texts.default]

    async def pressed(self, update: Update) -> tuple[CallbackQuery, Press, Translation]:
        """The tapped button, what it says, and the language to reply in."""
        query = update.callback_query
        assert query is not None
        press = Press.read(query.data or "")
        return query, press, self.desk.texts.translations.get(press.language) or await self.say(update)

    def is_answered(self, message: Message) -> bool:
        """Whether a message replies to one of the bot's."""
        author = message.reply_to_message.from_user if message.reply_to_message else None
        return author is not None and author.id == self.bot.id

    async def send(self, chat: Chat, reply: Reply, to: Message | None = None) -> Message:
        """A new message, quoting the one it is a reply `to` if that is still there."""
        sent = await self._deliver(chat, reply, to)
        await self.note(chat, sent)
        return sent

    async def _deliver(self, chat: Chat, reply: Reply, to: Message | None = None) -> Message:
        quoted = quoting(to.message_id if to else None)
        return await chat.send_message(reply.html, ParseMode.HTML, reply_markup=reply.keyboard, reply_parameters=quoted)

    async def note(self, chat: Chat, *sent: Message) -> None:
        """Keep the numbers of the message received and of those sent, so that the reader can clear the chat."""
        await attempt.keep(*self._noted(chat, *sent))

    def _noted(self, chat: Chat, *sent: Message) -> list[attempt.Write]:
        noted = [message.message_id for message in (self.incoming, *sent) if message]
        private = chat.type == ChatType.PRIVATE
        return [partial(self.desk.store.messages.note, chat.id, noted)] if private and noted else []

    async def answer(
        self,
        chat: Chat,
        entry: Entry,
        say: Translation,
        also: Sequence[Entry] = (),
        others: Sequence[Entry] | None = None,
        to: Message | None = None,
    ) -> None:
        """An entry's answer and, where it has one, the text to show; a follow-up will be understood from it."""
        reply, official = answers.answer(self.setting, entry, say, also, others), answers.shown(entry)
        if official:
            await attempt.once(entry.id, partial(self.send, chat, reply, to))
        sent = await self._deliver(chat, official or reply, None if official else to)
        remember = partial(self.desk.store.chats.remember, chat.id, entry.id)
        await attempt.keep(*self._noted(chat, sent), remember)

    async def acknowledge(self, query: CallbackQuery, notice: str = "", alert: bool = False) -> None:
        """Tell Telegram that the tap arrived; what the tap does is done even where it will not hear so."""
        try:
            await query.answer(notice or None, show_alert=alert)
        except (BadRequest, RetryAfter) as error:
            log.info("A tap could not be acknowledged: %s", error.message)

    async def go_on(self, query: CallbackQuery, reply: Reply) -> None:
        """Put a guide's next step in the place of the last; under an answer, which stays, a new message begins it."""
        markup = query.message.reply_markup if isinstance(query.message, Message) else None
        if query.message and buttons.press(markup, "more"):
            await self.send(query.message.chat, reply)
        else:
            await self.turn(query, reply)

    async def turn(self, query: CallbackQuery, reply: Reply) -> None:
        """Put a reply in the place of the message whose button was tapped; a double tap changes nothing.

        Where Telegram no longer lets us edit the message, a new one comes below it.
        """
        if not query.message:
            return
        try:
            if isinstance(query.message, Message):
                await query.edit_message_text(reply.html, ParseMode.HTML, reply_markup=reply.keyboard)
                return
        except BadRequest as error:
            if "not modified" in error.message:
                return
            log.info("A message could not be edited: %s", error.message)
        await self.send(query.message.chat, reply)


App = Application[ExtBot[Any], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], JobQueue[Any]]

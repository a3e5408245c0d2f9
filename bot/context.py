"""What every handler is given: the edition served, the texts, the readers' languages, and how to reply."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telegram import CallbackQuery, Chat, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import Application, CallbackContext, ExtBot, JobQueue

from bot import replies
from bot.content.page import Entry
from bot.editions import Edition, Editions
from bot.replies import Reply
from bot.storage.chats import Chats
from bot.texts import Texts, Translation


@dataclass(frozen=True, slots=True)
class Desk:
    """All that one bot serves from."""

    texts: Texts
    editions: Editions
    chats: Chats
    admin_ids: tuple[int, ...]


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """One update's surroundings."""

    @property
    def desk(self) -> Desk:
        """Put into the application's bot_data when it is built."""
        desk = self.bot_data[Desk]
        assert isinstance(desk, Desk)
        return desk

    @property
    def edition(self) -> Edition:
        """The edition to answer this update from."""
        return self.desk.editions.current

    async def say(self, update: Update) -> Translation:
        """The language that the reader chose, else the guessed one."""
        chosen = await self.desk.chats.language(update.effective_chat.id) if update.effective_chat else None
        return self.desk.texts.translations.get(chosen or "") or self.guess(update)

    def guess(self, update: Update) -> Translation:
        """The language of the reader's Telegram if we speak it, else the default."""
        code = update.effective_user.language_code if update.effective_user else None
        return self.desk.texts.translations.get(code or "") or self.desk.texts[self.desk.texts.default]

    async def send(self, chat: Chat, reply: Reply) -> Message:
        """A new message."""
        return await chat.send_message(reply.html, ParseMode.HTML, reply_markup=reply.keyboard)

    async def answer(self, chat: Chat, entry: Entry, say: Translation, also: Sequence[Entry] = ()) -> None:
        """An entry's answer and, where it has one, the text to show; a follow-up will be understood from it."""
        await self.send(chat, replies.answer(self.edition.catalogue, entry, say, also))
        official = replies.shown(entry)
        if official:
            await self.send(chat, official)
        await self.desk.chats.remember(chat.id, entry.id)

    async def turn(self, query: CallbackQuery, reply: Reply) -> None:
        """Put a reply in the place of the message whose button was tapped; a double tap changes nothing.

        A message too old for Telegram to let us edit gets a new one below it.
        """
        if not isinstance(query.message, Message):
            if query.message:
                await self.send(query.message.chat, reply)
            return
        try:
            await query.edit_message_text(reply.html, ParseMode.HTML, reply_markup=reply.keyboard)
        except BadRequest as error:
            if "not modified" not in error.message:
                raise


App = Application[ExtBot[Any], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], JobQueue[Any]]

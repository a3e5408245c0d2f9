"""Which updates are answered now: those of a flooding chat wait, those that are too old are not answered at all."""

import logging

from telegram import Chat, Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.context import App, Context, Desk
from bot.delivery.flood import Flood
from bot.delivery.staleness import is_stale
from bot.recent import Recent
from bot.replies import notices
from bot.replies.reply import plain
from bot.storage.inbox import Kept

log = logging.getLogger(__name__)


class Gate:
    """One a process: a chat's flood is counted where its updates are answered."""

    def __init__(self, app: App, desk: Desk) -> None:
        self._app = app
        self._desk = desk
        self._flood = Flood()
        self._told = Recent[None]()  # chats that were told of their old messages

    async def hold_back(self, update: Update, kept: Kept) -> float | None:
        """Seconds to hold an update back; 0: it is to be answered now; None: never. The reader is told once."""
        metrics, chat, now = self._desk.metrics, update.effective_chat, self._desk.now()
        if is_stale(update, kept.received_at, now):
            metrics.dropped.labels("stale").inc()
            if chat and update.message and self._is_first(chat.id):
                await self._tell(update, chat, notices.LATE)
            return None
        if not chat or chat.type != ChatType.PRIVATE or chat.id == self._desk.operators_chat_id:
            return 0  # in a group many people write, mostly not to us
        seconds = self._flood.wait(chat.id, now)
        if seconds and self._flood.should_tell(chat.id):
            metrics.flood_notices.inc()
            await self._tell(update, chat, notices.SLOWED)
        return seconds

    def _is_first(self, chat_id: int) -> bool:
        known = chat_id in self._told
        self._told[chat_id] = None
        return not known

    async def _tell(self, update: Update, chat: Chat, notice: str) -> None:
        """Without a sound, in their own chat only; that it cannot be told holds nothing up."""
        if chat.type != ChatType.PRIVATE:
            return
        context = Context.from_update(update, self._app)
        try:
            say = await context.say(update)
            sent = await chat.send_message(plain(say, notice).html, disable_notification=True)
            await context.note(chat, sent)
        except TelegramError as error:
            log.info("A notice could not be delivered: %s", type(error).__name__)

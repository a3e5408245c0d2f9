"""What the transcripts have touched of the conversation, and what none of them has."""

import re
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from bot.content.catalogue import Catalogue
from bot.context import App, Desk
from bot.delivery.conversation import buttons
from bot.guides.counting import DAYS
from bot.guides.legal_aid import TREE
from bot.handlers import ask, deadlines, groups, media, offline_copy
from bot.replies import answers, introduction, menus, privacy, relays, reminders
from bot.replies import deadlines as deadline_words
from bot.replies import legal_aid as legal_aid_words
from bot.replies.buttons import Press
from bot.texts import Texts

SPOKEN: tuple[ModuleType, ...] = (
    *(ask, deadlines, groups, media, offline_copy),
    *(answers, introduction, menus, privacy, relays, reminders, deadline_words, legal_aid_words),
)
# Shown by Telegram outside the chat, where no transcript goes; test_http.py sees them arrive.
OUTSIDE = {introduction.NAME, introduction.DESCRIPTION, introduction.SHORT_DESCRIPTION, *introduction.COMMANDS.values()}
# Said in the operators' chat, whose language is the default one.
TO_OPERATORS = {
    *(relays.QUESTION, relays.FROM, relays.HOW_TO_ANSWER, relays.MORE, relays.BLOCKED, relays.CLOSED_BY_READER),
    *(relays.CLOSED_BY_OPERATOR, relays.EXPIRED, relays.NOT_OPEN, relays.STAYED, relays.NOT_CHANGED),
}


class Coverage:
    """Collects over any number of replays."""

    def __init__(self) -> None:
        self.handlers: set[str] = set()
        self.known_handlers: set[str] = set()
        self.offered: set[str] = set()
        self.tapped: set[str] = set()
        self.paths: set[tuple[str, ...]] = set()
        self.counted: set[tuple[str, int]] = set()
        self.said: dict[str, list[str]] = {}
        self.talk: set[str] = set()
        self.played: set[str] = set()
        self.entries: set[str] = set()
        self.of: tuple[Texts, Catalogue] | None = None

    def watch(self, app: App) -> None:
        """Note every handler that runs, and every button that it is run for."""
        desk: Desk = app.bot_data[Desk]
        self.of = desk.texts, desk.editions.current.catalogue
        for handlers in app.handlers.values():
            for handler in handlers:
                handler.callback = self._watched(handler.callback)

    def _watched(self, callback: Any) -> Any:
        name = f"{callback.__module__.removeprefix('bot.handlers.')}.{callback.__name__}"
        self.known_handlers.add(name)

        async def noted(update: Any, context: Any) -> Any:
            self.handlers.add(name)
            if update.callback_query:
                self.tap(Press.read(update.callback_query.data or ""))
            return await callback(update, context)

        return noted

    def tap(self, press: Press) -> None:
        self.tapped.add(press.kind)
        if press.kind == legal_aid_words.KIND:
            self.paths.add(press.arguments)
        if press.kind == deadline_words.KIND and press.arguments:
            self.counted.add((press.arguments[0], len(press.arguments) - 1))

    def saw(self, message: dict[str, Any], texts: Texts, expected: Any) -> None:
        """Note what a reply said and offered."""
        cards = [card["reply_markup"]["inline_keyboard"][0][0]["text"] for card in message.get("cards", [])]
        labels = [each["text"] for each in buttons(message)]
        said = [message.get("text") or message.get("caption") or "", *labels, *cards]
        self.said.setdefault(expected.language, []).append("\n".join(said))
        self.offered |= {Press.read(each["callback_data"]).kind for each in buttons(message) if "callback_data" in each}
        if expected.kind == "talk":
            self.talk.add(expected.name)
        if expected.kind in {"faq", "card"}:
            self.entries.add(expected.name)

    def missing(self, texts: Texts, catalogue: Catalogue) -> list[str]:
        """One line for each thing that no transcript touches."""
        lines = [f"handler {name}" for name in sorted(self.known_handlers - self.handlers)]
        lines += [f"button {kind}" for kind in sorted(self.offered - self.tapped)]
        lines += [f"guide path {'/'.join(path) or '(start)'}" for path in TREE if path not in self.paths]
        counts = {(deadline, known) for deadline, days in DAYS.items() for known in range(len(days) + 1)}
        lines += [f"count {deadline} with {known} days" for deadline, known in sorted(counts - self.counted)]
        lines += [f"small talk {kind.kind}" for kind in catalogue.small_talk if kind.kind not in self.talk]
        lines += [f"{language} {name}: {message}" for language, name, message in self._unsaid(texts)]
        return lines

    def summary(self, cases: int) -> str:
        """How much of the FAQ and of the conversation was touched, of `cases` transcripts; "" when none was played."""
        if not self.of or not self.played:
            return ""
        texts, catalogue = self.of
        replies = sum(len(list(_replies(texts, language))) for language in texts.languages)
        said = replies - len(list(self._unsaid(texts)))
        return (
            f"transcripts: {len(self.played)} of {cases} played; "
            f"{len(self.entries)} of {len(catalogue.entries)} entries, "
            f"{len(self.offered & self.tapped)} of {len(self.offered)} buttons, {said} of {replies} replies"
        )

    def _unsaid(self, texts: Texts) -> Iterator[tuple[str, str, str]]:
        for language in texts.languages:
            everything = "\n".join(self.said.get(language, []))
            for name, message in _replies(texts, language):
                if not _within(texts[language](message), everything):
                    yield language, name, message


def _replies(texts: Texts, language: str) -> Iterator[tuple[str, str]]:
    """The module and msgid of everything that a transcript can show in a language."""
    for module in SPOKEN:
        for message in _messages(module, texts[language].texts):
            if message not in OUTSIDE and (language == texts.default or message not in TO_OPERATORS):
                yield module.__name__, message


def _messages(module: ModuleType, known: Mapping[str, str]) -> list[str]:
    """The module's own msgids, alone or in a table."""
    found: list[str] = []
    for name, value in vars(module).items():
        if name.isupper():
            values = value.values() if isinstance(value, dict) else [value]
            flat = [each[-1] if isinstance(each, tuple) and each else each for each in values]
            found += [each for each in flat if isinstance(each, str) and each in known]
    return found


def _within(translated: str, everything: str) -> bool:
    wanted = re.sub(r"\\\{\w+\\\}", ".+?", re.escape(re.sub("</?b>", "", translated)))
    return re.search(wanted, everything) is not None

"""Transcripts: conversations as text files, replayed through the real application with only the network replaced."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import replies
from bot.content.catalogue import Catalogue
from bot.context import App, Context
from bot.delivery.conversation import Conversation, NoButton, buttons
from bot.delivery.markup import plain_text
from bot.delivery.offline import Event
from bot.texts import Texts

KINDS: dict[str, dict[str, Any]] = {
    "voice": {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}},
    "photo": {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}]},
    "sticker": {
        "sticker": {
            "file_id": "s",
            "file_unique_id": "s",
            "type": "regular",
            "width": 9,
            "height": 9,
            "is_animated": False,
            "is_video": False,
        }
    },
}


class TranscriptError(AssertionError):
    """A transcript that cannot be read, or that the bot does not follow; the text begins with file:line."""


@dataclass
class Expected:
    line: int
    kind: str  # faq, show, talk or ui
    name: str
    language: str
    pins: list[tuple[int, str, str]] = field(default_factory=list)  # line, "contains" or "offers", value


@dataclass
class Turn:
    line: int
    said: str
    replies: list[Expected] = field(default_factory=list)


@dataclass
class Case:
    path: Path
    line: int
    name: str
    language: str
    turns: list[Turn] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.path.name}:{self.name}"


def read(path: Path) -> list[Case]:  # noqa: PLR0912 - one branch a mark of the format
    """The cases of one file; its suffix, .ky.txt or .ru.txt, is the reader's language."""
    language = path.name.split(".")[-2]
    cases: list[Case] = []
    names: set[str] = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):

        def fail(reason: str, number: int = number) -> TranscriptError:
            return TranscriptError(f"{path}:{number}: {reason}")

        mark, _, rest = line.strip().partition(" ")
        if not line.strip() or line.startswith("#"):
            continue
        if mark == "==":
            if rest in names:
                raise fail(f"a second case is called {rest!r}")
            names.add(rest)
            cases.append(Case(path, number, rest, language))
        elif not cases:
            raise fail("a case begins with '== its name'")
        elif mark == ">":
            cases[-1].turns.append(Turn(number, rest))
        elif not cases[-1].turns:
            raise fail("a case begins with what the reader sends: '> …'")
        elif mark == "<":
            cases[-1].turns[-1].replies.append(_expected(number, rest, language, fail))
        elif mark in {"contains", "offers"} and cases[-1].turns[-1].replies:
            cases[-1].turns[-1].replies[-1].pins.append((number, mark, rest))
        else:
            raise fail(f"{line.strip()!r} is none of '==', '>', '<', 'contains', 'offers'")
    for case in cases:
        for turn in case.turns:
            if not turn.replies:
                raise TranscriptError(f"{path}:{turn.line}: no '<' line says what the bot answers")
    if not cases:
        raise TranscriptError(f"{path}:1: there is no case in this file")
    return cases


def _expected(number: int, rest: str, language: str, fail: Any) -> Expected:
    match = re.fullmatch(r"(faq|show|talk|ui) (.+?)(?: \(([a-z]{2})\))?", rest)
    if not match:
        raise fail(f"'< {rest}' is neither '< faq ENTRY', '< show ENTRY', '< talk KIND' nor '< ui ENGLISH TEXT'")
    return Expected(number, match[1], match[2], match[3] or language)


class Replay:
    """Plays cases against one application; a handler that crashes fails the case."""

    def __init__(self, app: App, conversation: Conversation, texts: Texts, catalogue: Catalogue) -> None:
        self.conversation = conversation
        self.texts = texts
        self.catalogue = catalogue
        self.crashes: list[BaseException] = []
        self.touched: set[str] = set()

        async def keep(_: object, context: Context) -> None:
            if context.error:
                self.crashes.append(context.error)

        app.add_error_handler(keep)

    async def play(self, case: Case) -> None:
        for turn in case.turns:
            events = [event for event in await self._send(case, turn) if event.kind in {"sent", "edited"}]
            if self.crashes:
                raise self.crashes[0]
            for expected, event in zip(turn.replies, events, strict=False):
                self._compare(case.path, expected, event)
            if len(events) > len(turn.replies):
                extra = self._name(events[len(turn.replies)])
                raise TranscriptError(f"{case.path}:{turn.line}: the bot also sent {extra}")
            if len(events) < len(turn.replies):
                missing = turn.replies[len(events)]
                raise TranscriptError(f"{case.path}:{missing.line}: the bot sent nothing more")

    async def _send(self, case: Case, turn: Turn) -> list[Event]:
        said = turn.said
        try:
            if said.startswith("[") and said.endswith("]"):
                return await self.conversation.tap(self._label(said[1:-1], case))
            if said.startswith("{") and said.endswith("}"):
                return await self.conversation.press(0, said[1:-1])
            if said.startswith("(") and said.endswith(")"):
                return await self.conversation.send(KINDS[said[1:-1]])
            return await self.conversation.say(said)
        except NoButton as missing:
            raise TranscriptError(
                f"{case.path}:{turn.line}: no button [{missing.label}]; the bot offers {missing.offered}"
            ) from missing

    def _label(self, label: str, case: Case) -> str:
        """A button is named by its entry's id, by the English of a UI text, or by its very words."""
        entry = self.catalogue.entries.get(label)
        if entry:
            return entry.versions[case.language].title
        texts = self.texts[case.language].texts
        return texts.get(label, label)

    def _compare(self, path: Path, expected: Expected, event: Event) -> None:
        here = f"{path}:{expected.line}"
        message = event.message
        self.touched.add(f"{expected.kind} {expected.name}")
        if expected.kind == "ui":
            matches = self._ui(here, expected, message["text"])
        elif expected.kind == "talk":
            matches = self._talk(here, expected, message["text"])
        else:
            entry = self.catalogue.entries.get(expected.name)
            if not entry:
                raise TranscriptError(f"{here}: there is no entry {expected.name!r}")
            say = self.texts[expected.language]
            reply = replies.shown(entry) if expected.kind == "show" else replies.answer(self.catalogue, entry, say)
            matches = reply is not None and message["text"] == plain_text(reply.html)
        if not matches:
            wanted = f"{expected.kind} {expected.name} ({expected.language})"
            raise TranscriptError(f"{here}: expected {wanted!r}, but the bot sent {self._name(event)}")
        for line, kind, value in expected.pins:
            labels = [button["callback_data"].split(":")[-1] for button in buttons(message)]
            if kind == "contains" and value not in message["text"]:
                raise TranscriptError(f"{path}:{line}: the reply does not contain {value!r}")
            if kind == "offers" and value not in labels:
                raise TranscriptError(f"{path}:{line}: no button leads to {value!r}, only to {labels}")

    def _talk(self, here: str, expected: Expected, text: str) -> bool:
        if expected.name not in {talk.kind for talk in self.catalogue.small_talk}:
            raise TranscriptError(f"{here}: there is no small talk {expected.name!r}")
        reply = replies.small_talk(self.catalogue, expected.name, self.texts[expected.language])
        return text == plain_text(reply.html)

    def _ui(self, here: str, expected: Expected, text: str) -> bool:
        texts = self.texts[expected.language].texts
        found = [msgid for msgid in texts if msgid.replace("\n", " ").startswith(expected.name)]
        if len(found) > 1 and expected.name in found:
            found = [expected.name]
        if len(found) != 1:
            raise TranscriptError(f"{here}: {len(found)} texts of the bot begin with {expected.name!r}; name just one")
        translated = texts[found[0]]
        if translated == found[0]:
            raise TranscriptError(f"{here}: {found[0]!r} has no {expected.language} translation")
        pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(translated))
        return bool(re.fullmatch(pattern, text) or any(re.fullmatch(pattern, line) for line in text.split("\n")))

    def _name(self, event: Event) -> str:
        """What was really sent, in the words of a transcript."""
        text = event.message["text"]
        for entry in self.catalogue.entries.values():
            for language, say in self.texts.translations.items():
                if text == plain_text(replies.answer(self.catalogue, entry, say).html):
                    return f"'faq {entry.id} ({language})'"
        for language, say in self.texts.translations.items():
            for msgid, translated in say.texts.items():
                if text == translated:
                    return f"'ui {msgid.splitlines()[0]} ({language})'"
        return repr(text[:120])

"""Transcripts: conversations as text files, replayed through the real application with only the network replaced."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.catalogue import Catalogue
from bot.context import App, Context, Desk
from bot.delivery import schedule, transcript
from bot.delivery.conversation import Conversation, NoButton, buttons
from bot.delivery.markup import plain_text
from bot.delivery.offline import Event, OfflineTelegram
from bot.delivery.samples import SAMPLES
from bot.delivery.transcript import OPERATORS
from bot.replies import answers
from bot.texts import Texts
from tests.coverage import Coverage

LONGEST = 4096  # characters that Telegram lets a reader send at once
GROUP = -200
ADMIN = 99
SCREENS = ("", "group", "operators", "admin")
ACTORS = {
    **{"": 0, "group": GROUP, "operators": OPERATORS, "admin": ADMIN},
    **{"inline": 0, "later": 0, "blocks": 0, "deletes": 0},
}


class TranscriptError(AssertionError):
    """A transcript that cannot be read, or that the bot does not follow; the text begins with file:line."""


@dataclass
class Expected:
    line: int
    chat: str  # one of SCREENS
    kind: str  # faq, show, talk, ui, notice, card, file, copy, deleted or nothing
    name: str
    language: str
    pins: list[tuple[int, str, str]] = field(default_factory=list)  # line, "contains" or "offers", value


@dataclass
class Turn:
    line: int
    actor: str
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
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):

        def fail(reason: str, number: int = number) -> TranscriptError:
            return TranscriptError(f"{path}:{number}: {reason}")

        mark, _, rest = line.strip().partition(" ")
        if not line.strip() or line.startswith("#"):
            continue
        if mark == "==":
            if rest in {case.name for case in cases}:
                raise fail(f"a second case is called {rest!r}")
            cases.append(Case(path, number, rest, language))
        elif not cases:
            raise fail("a case begins with '== its name'")
        elif mark.endswith(">") and mark[:-1] in ACTORS:
            cases[-1].turns.append(Turn(number, mark[:-1], rest))
        elif not cases[-1].turns:
            raise fail("a case begins with what the reader sends: '> …'")
        elif mark.endswith("<") and mark[:-1] in SCREENS:
            cases[-1].turns[-1].replies.append(_expected(number, mark[:-1], rest, language, fail))
        elif mark in {"contains", "offers", "lacks"} and cases[-1].turns[-1].replies:
            cases[-1].turns[-1].replies[-1].pins.append((number, mark, rest))
        else:
            raise fail(f"{line.strip()!r} is none of '==', '>', '<', 'contains', 'offers', 'lacks'")
    for case in cases:
        for turn in case.turns:
            if not turn.replies:
                raise TranscriptError(f"{path}:{turn.line}: no '<' line says what the bot answers")
    if not cases:
        raise TranscriptError(f"{path}:1: there is no case in this file")
    return cases


def _expected(number: int, chat: str, rest: str, language: str, fail: Callable[[str], Exception]) -> Expected:
    if rest in {"nothing", "deleted", "copy"}:
        return Expected(number, chat, rest, "", language)
    match = re.fullmatch(r"(faq|show|talk|ui|notice|card|file) (.+?)(?: \(([a-z]{2})\))?", rest)
    if not match:
        raise fail(
            f"'< {rest}' is neither '< faq ENTRY', '< show ENTRY', '< talk KIND', '< ui ENGLISH TEXT', "
            "'< notice ENGLISH TEXT', '< card ENTRY', '< file NAME', '< copy', '< deleted' nor '< nothing'"
        )
    return Expected(number, chat, match[1], match[2], match[3] or language)


class Replay:
    """Plays cases against one application; a handler that crashes fails the case."""

    def __init__(
        self, app: App, telegram: OfflineTelegram, reader: int, clock: list[float], coverage: Coverage
    ) -> None:
        desk: Desk = app.bot_data[Desk]
        self.app, self.telegram, self.reader, self.clock, self.coverage = app, telegram, reader, clock, coverage
        self.texts: Texts = desk.texts
        self.catalogue: Catalogue = desk.editions.current.catalogue
        self.crashes: list[BaseException] = []
        coverage.watch(app)

        async def keep(_: object, context: Context) -> None:
            if context.error:
                self.crashes.append(context.error)

        app.error_handlers = {keep: True, **app.error_handlers}  # before the bot's own, after which none is asked

    async def play(self, case: Case) -> None:
        for turn in case.turns:
            events: list[Event] = []
            self.telegram.listeners.append(events.append)
            try:
                await self._act(case, turn)
            except NoButton as missing:
                raise TranscriptError(
                    f"{case.path}:{turn.line}: no button [{missing.label}]; the bot offers {missing.offered}"
                ) from missing
            finally:
                self.telegram.listeners.remove(events.append)
            if self.crashes:
                raise self.crashes[0]
            for chat in SCREENS:
                self._check(case, turn, chat, [event for event in events if event.chat_id == self._chat_id(chat)])

    def _chat_id(self, chat: str) -> int:
        return ACTORS[chat] or self.reader

    def _check(self, case: Case, turn: Turn, chat: str, events: list[Event]) -> None:
        wanted = [each for each in turn.replies if each.chat == chat and each.kind != "nothing"]
        if any(event.kind == "deleted" for event in events) and not any(each.kind == "deleted" for each in wanted):
            raise TranscriptError(f"{case.path}:{turn.line}: the bot also deleted messages")
        shown = [event for event in events if transcript.is_shown(event)]
        if any(each.kind == "deleted" for each in wanted):
            left = [message for (chat_id, _), message in self.telegram.messages.items() if chat_id == self.reader]
            if len(left) != 1:
                raise TranscriptError(f"{case.path}:{turn.line}: {len(left)} messages are left in the chat, not one")
        wanted = [each for each in wanted if each.kind != "deleted"]
        for expected, event in zip(wanted, shown, strict=False):
            self._compare(case, expected, event)
        if len(shown) > len(wanted):
            sent, where = self._name(case, shown[len(wanted)]), chat or "to the reader"
            raise TranscriptError(f"{case.path}:{turn.line}: the bot also sent {sent} {where}")
        if len(shown) < len(wanted):
            raise TranscriptError(f"{case.path}:{wanted[len(shown)].line}: the bot sent nothing more")

    async def _act(self, case: Case, turn: Turn) -> None:
        said = turn.said
        if turn.actor == "later":
            self.clock[0] += float(said.split()[0]) * (86400 if "day" in said else 60)
            await schedule.look(self.app.bot, self.app.bot_data[Desk])
            return
        if turn.actor == "blocks":
            self.telegram.blocked.add(self._chat_id(said.replace("reader", "")))
            return
        if turn.actor == "deletes":
            newest = max(number for chat, number in self.telegram.messages if chat == self.reader)
            del self.telegram.messages[self.reader, newest]
            return
        who = ADMIN if turn.actor == "admin" else self.reader
        person = Conversation(self.app, self.telegram, who, case.language, self._chat_id(turn.actor))
        kind = re.match(r"\((\w+)\) ?", said)
        if turn.actor == "inline":
            await person.inline(said.removeprefix("(nothing)"))
        elif said.startswith("[") and said.endswith("]"):
            await person.tap(self._label(said[1:-1], case))
        elif said.startswith("{") and said.endswith("}"):
            newest = person.messages[-1]["message_id"] if person.messages else 0
            await person.press(newest, said[1:-1])
        elif kind and kind[1] in {"reply", "replyown", "edit"}:
            rest = said[kind.end() :]
            ours = [each for each in person.messages if (each["from"]["id"] == 1) is (kind[1] == "reply")]
            number = ours[-1]["message_id"]
            media = re.match(r"\((\w+)\) ?", rest)
            if media:
                await person.send({**SAMPLES[media[1]], "caption": rest[media.end() :]}, number)
            else:
                await (person.edit(number, rest) if kind[1] == "edit" else person.say(rest, number))
        elif kind and kind[1] == "long":
            await person.say((f"{said[kind.end() :]} " * LONGEST)[:LONGEST])
        elif kind:
            words = said[kind.end() :]
            field = "text" if kind[1] in {"forwarded", "via"} else "caption"
            await person.send({**SAMPLES[kind[1]], **({field: words} if words else {})})
        else:
            await person.say(transcript.unescaped(said))

    def _label(self, label: str, case: Case) -> str:
        """A button is named by its entry's id, by the English of a UI text, or by its very words."""
        entry = self.catalogue.entries.get(label)
        if entry:
            return entry.versions[case.language].title
        texts = self.texts[case.language].texts
        return texts.get(label, label)

    def _compare(self, case: Case, expected: Expected, event: Event) -> None:
        path = case.path
        here = f"{path}:{expected.line}"
        message = event.message
        self.coverage.saw(message, self.texts, expected)
        if expected.kind == "card":
            self._compare_cards(here, expected, event)
            return
        text = message.get("text", "") or message.get("caption", "")
        if expected.kind in {"ui", "notice"}:
            matches = (event.kind in {"notice", "alert"}) is (expected.kind == "notice") and self._ui(
                here, expected, text
            )
        elif expected.kind == "talk":
            matches = self._talk(here, expected, text)
        elif expected.kind == "file":
            matches = message.get("document", {}).get("file_name") == expected.name
        elif expected.kind == "copy":
            matches = "html" not in message  # the bot's own words have it
        else:
            entry = self.catalogue.entries.get(expected.name)
            if not entry:
                raise TranscriptError(f"{here}: there is no entry {expected.name!r}")
            official = answers.shown(entry)
            html = answers.text(entry, self.texts[expected.language])
            matches = text == plain_text(html if expected.kind == "faq" else official.html if official else "")
        if not matches:
            wanted = f"{expected.kind} {expected.name} ({expected.language})"
            raise TranscriptError(f"{here}: expected {wanted!r}, but the bot sent {self._name(case, event)}")
        targets = [part for each in buttons(message) for part in (_target(each), each["text"])]
        for line, kind, value in expected.pins:
            if kind == "contains" and value not in text:
                raise TranscriptError(f"{path}:{line}: the reply does not contain {value!r}: {text!r}")
            if kind == "lacks" and (value in text or self._offers(value, targets, expected)):
                raise TranscriptError(f"{path}:{line}: the reply holds {value!r}")
            if kind == "offers" and not self._offers(value, targets, expected):
                raise TranscriptError(f"{path}:{line}: no button leads to {value!r}, only to {targets}")

    def _offers(self, value: str, targets: list[str], expected: Expected) -> bool:
        return value in targets or self.texts[expected.language].texts.get(value) in targets

    def _compare_cards(self, here: str, expected: Expected, event: Event) -> None:
        entry = self.catalogue.entries[expected.name]
        cards = event.message.get("cards", [])
        title = entry.versions[expected.language].title
        if not cards or cards[0]["title"] != title:
            raise TranscriptError(f"{here}: the first card is not {title!r}: {[card['title'] for card in cards]}")
        if cards[0]["message"]["text"] != plain_text(answers.text(entry, self.texts[expected.language])):
            raise TranscriptError(f"{here}: the card sends {cards[0]['message']['text'][:120]!r}")

    def _talk(self, here: str, expected: Expected, text: str) -> bool:
        if expected.name not in {talk.kind for talk in self.catalogue.small_talk}:
            raise TranscriptError(f"{here}: there is no small talk {expected.name!r}")
        return text == plain_text(answers.small_talk(self.catalogue, expected.name, self.texts[expected.language]))

    def _ui(self, here: str, expected: Expected, text: str) -> bool:
        texts = self.texts[expected.language].texts
        found = transcript.named(expected.name, texts)
        if len(found) != 1:
            raise TranscriptError(f"{here}: {len(found)} texts of the bot begin with {expected.name!r}; name just one")
        translated = texts[found[0]]
        if translated == found[0]:
            raise TranscriptError(f"{here}: {found[0]!r} has no {expected.language} translation")
        return transcript.says(text, translated)

    def _name(self, case: Case, event: Event) -> str:
        """What was really sent, in the words of a transcript."""
        text = event.message.get("text", "") or event.message.get("caption", "")
        name = transcript.Transcript(self.catalogue, self.texts, case.language, {}).name(event)
        return repr(name or text[:120] or event.message)


def _target(button: dict[str, str]) -> str:
    return button.get("callback_data", button.get("url", "")).split(":")[-1].split("start=")[-1]

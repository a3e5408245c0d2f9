"""Transcripts: what a person did and what the bot replied, by the names of entries and texts, not by copy."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from bot.content.catalogue import Catalogue
from bot.delivery.markup import plain_text
from bot.delivery.messages import BOT
from bot.delivery.offline import Event
from bot.replies import answers
from bot.texts import Texts

SHOWN = {"sent", "edited", "alert", "notice", "cards"}
OPERATORS = -100  # the operators' chat of a conversation without a network
FEWEST_WORDS = 5  # of a text of the bot: enough to be read, few enough to outlive a better wording


class Transcript:
    """The lines of one case, in `language`; `chats` names other chats than the reader's by their ids."""

    def __init__(self, catalogue: Catalogue, texts: Texts, language: str, chats: Mapping[int, str]) -> None:
        self._catalogue = catalogue
        self._texts = texts
        self._language = language
        self._chats = chats

    def said(self, text: str) -> str:
        """The line for a message; what would be another mark, or not be seen, is written as \\u and a number."""
        hidden = {at for at, sign in enumerate(text) if unicodedata.category(sign)[0] in "CZ" and sign != " "}
        hidden |= {found.start() for found in re.finditer(r"^[(\[{]|\\(?=[uU])", text)}
        return "> " + "".join(_escaped(sign) if at in hidden else sign for at, sign in enumerate(text))

    def tapped(self, label: str) -> str:
        """The line for a button: its entry's id, the English of a text of the bot, or its very words."""
        titles = {entry.versions[self._language].title: entry.id for entry in self._catalogue.entries.values()}
        known = {translated: english for english, translated in self._texts[self._language].texts.items()}
        return f"> [{titles.get(label) or known.get(label, label)}]"

    def heard(self, events: Sequence[Event]) -> list[str]:
        """The lines for what came of it, in order."""
        lines = []
        for chat, name in ((None, ""), *self._chats.items()):
            here = [event for event in events if (event.chat_id == chat if chat else event.chat_id not in self._chats)]
            if any(event.kind == "deleted" for event in here):
                lines.append(f"{name}< deleted")
            shown = [event for event in here if is_shown(event)]
            lines += [f"{name}< {self.name(event) or self._unknown(event)}" for event in shown]
        return lines or ["< nothing"]

    def name(self, event: Event) -> str:
        """What the bot sent, as a transcript expects it; "" for what none of its entries and texts says."""
        message = event.message
        if event.kind == "cards":
            return self._card(message["cards"])
        text = message.get("text") or message.get("caption") or ""
        if event.kind in {"notice", "alert"}:
            return self._ui("notice", text)
        if "document" in message:
            return f"file {message['document']['file_name']}"
        return (
            self._entry(text) or self._talk(text) or self._ui("ui", text) or ("copy" if "html" not in message else "")
        )

    def _card(self, cards: Sequence[Mapping[str, Any]]) -> str:
        for entry in self._catalogue.entries.values():
            for language, version in entry.versions.items():
                if cards and cards[0]["title"] == version.title:
                    return f"card {entry.id}{self._suffix(language)}"
        return ""

    def _entry(self, text: str) -> str:
        for entry in self._catalogue.entries.values():
            official = answers.shown(entry)
            if official and text == plain_text(official.html):
                return f"show {entry.id}"
            for language, version in entry.versions.items():
                if text.startswith(version.title) and text == plain_text(answers.text(entry, self._texts[language])):
                    return f"faq {entry.id}{self._suffix(language)}"
        return ""

    def _talk(self, text: str) -> str:
        for talk in self._catalogue.small_talk:
            for language, say in self._texts.translations.items():
                if text == plain_text(answers.small_talk(self._catalogue, talk.kind, say)):
                    return f"talk {talk.kind}{self._suffix(language)}"
        return ""

    def _ui(self, kind: str, text: str) -> str:
        """The text of the bot that says most of this, in the case's language rather than in another."""
        found = [
            (len(re.sub(r"\{\w+\}", "", translated)), language == self._language, language, english)
            for language, say in self._texts.translations.items()
            for english, translated in say.texts.items()
            if says(text, translated)
        ]
        if not found:
            return ""
        _, _, language, english = max(found)
        return f"{kind} {shortened(english, self._texts[language].texts)}{self._suffix(language)}"

    def _suffix(self, language: str) -> str:
        return "" if language == self._language else f" ({language})"

    def _unknown(self, event: Event) -> str:
        """Its words, which a replay will refuse by this line: it is for a person to say what to expect."""
        return f"ui {' '.join((event.message.get('text') or event.kind).split())}"


def is_shown(event: Event) -> bool:
    """Whether the bot put this on a screen."""
    return event.kind in SHOWN and event.message.get("from", BOT)["id"] == BOT["id"]


def says(text: str, translated: str) -> bool:
    """Whether a message holds a text of the bot as whole lines, whatever stands in its braces."""
    return re.search(rf"(?:^|\n){pattern(translated)}(?:\n|$)", text, re.S) is not None


def named(name: str, texts: Mapping[str, str]) -> list[str]:
    """The English texts that begin with a name, or the one that is it."""
    found = [english for english in texts if _flat(english).startswith(name)]
    return [english for english in found if _flat(english) == name] or found


def shortened(english: str, texts: Mapping[str, str]) -> str:
    """The first words of an English text, as many as name no other."""
    words = _flat(english).split(" ")
    names = (" ".join(words[:count]) for count in range(FEWEST_WORDS, len(words)))
    return next((name for name in names if len(named(name, texts)) == 1), " ".join(words))


def pattern(translated: str) -> str:
    """A regular expression for a text of the bot as a reader sees it, whatever stands in its braces."""
    return re.sub(r"\\\{\w+\\\}", ".+", re.escape(_seen(translated)))


def unescaped(said: str) -> str:
    """What a line of `said` stands for."""
    return re.sub(r"\\(?:U([0-9a-f]{8})|u([0-9a-f]{4}))", lambda sign: chr(int(sign[1] or sign[2], 16)), said)


def _escaped(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"


def _seen(text: str) -> str:
    return re.sub("</?b>", "", text)


def _flat(english: str) -> str:
    return " ".join(_seen(english).split())

"""Answers: an entry as a message of its own, in a group, and as a card for any chat."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape

from babel.dates import format_date
from telegram import InlineKeyboardButton
from telegram.constants import MessageLimit

from bot.content.catalogue import Catalogue
from bot.content.page import Entry
from bot.content.problem import Problem
from bot.replies.address import Address
from bot.replies.buttons import Row, button, keyboard
from bot.replies.menus import TOPICS, entry_rows
from bot.replies.reply import Reply, html
from bot.texts import Texts, Translation, msgid

REPORT = "CMW/C/KGZ/2"
OPENINGS = {"greeting", "how-are-you", "who-are-you", "test"}  # small talk after which a reader may want the topics

SOURCE = msgid("Source: Kyrgyzstan's report {report}, §{paragraphs}. Checked on {date}.")
HELPED = msgid("It helped")
NOT_HELPED = msgid("It did not help")
NOT_WHAT_I_ASKED = msgid("Not what I asked")
SHARE = msgid("Share")
SAME_TOPIC = msgid("More on this topic")
CLEAR = msgid("Clear this chat")
OPEN = msgid("Ask the bot")
GUIDES = {
    "legal-aid-eligibility": ("lawyer", msgid("Find out in a few taps")),
    "eaeu-deadlines": ("days", msgid("Count my days")),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What answers are drawn from and lead back to."""

    catalogue: Catalogue
    texts: Texts
    address: Address


def answer(
    setting: Setting,
    entry: Entry,
    say: Translation,
    also: Sequence[Entry] = (),
    others: Sequence[Entry] | None = None,
    vote: bool = True,
) -> Reply:
    """An entry's answer, its source under it, and the ways on.

    `also`: entries for what else was asked; `others`: the next likely entries when this one was found from the reader's
    words, None when the reader chose it; `vote`: whether it can still be said that it helped.
    """
    related = [setting.catalogue.entries[name] for name in entry.see_also if name in setting.catalogue.entries]
    rows: list[Row] = [[button(say(CLEAR), say, "clear")]] if entry.urgent else []
    if entry.guide in GUIDES:
        kind, label = GUIDES[entry.guide]
        rows.append([button(say(label), say, kind)])
    rows += entry_rows([*also, *(each for each in related if each not in also)], say)
    if vote:
        rows.append([button(say(HELPED), say, "helped", entry.id), button(say(NOT_HELPED), say, "unhelped", entry.id)])
    if others is not None:
        codes = [setting.catalogue.code(each.id) for each in others if each not in also]
        rows.append([button(say(NOT_WHAT_I_ASKED), say, "others", *codes)])
    languages = [other for other in setting.texts.translations.values() if other.language != say.language]
    turns = [button(other.name, other, "turn", entry.id) for other in languages]
    rows.append([_share(setting.address, entry, say), *turns])
    rows.append([button(say(SAME_TOPIC), say, "more", entry.topic), button(say(TOPICS), say, "menu")])
    return Reply(text(entry, say), keyboard(rows))


def text(entry: Entry, say: Translation) -> str:
    """Title, answer and source as Telegram HTML."""
    version = entry.versions[say.language]
    return f"<b>{escape(version.title)}</b>\n\n{html(version.answer)}\n\n<i>{escape(source(entry, say))}</i>"


def source(entry: Entry, say: Translation) -> str:
    """Where an answer stands in the report, and when it was checked; a sentence without mark-up."""
    return say(SOURCE, report=REPORT, paragraphs=_ranges(entry.source), date=day(entry.checked, say))


def day(day: date, say: Translation) -> str:
    """A day in figures, as the language writes it."""
    return _day(day, say.language)


@lru_cache(maxsize=1024)  # pages share their days
def _day(day: date, language: str) -> str:
    return format_date(day, "dd.MM.y", locale=language)


def shown(entry: Entry) -> Reply | None:
    """The official sentences that a reader can show to an employer or officer, a message of its own."""
    return Reply(html(entry.show)) if entry.show else None


def for_others(setting: Setting, entry: Entry, say: Translation) -> Reply:
    """An answer where strangers read along: its only button leads to the bot itself."""
    return Reply(text(entry, say), keyboard([[_open(setting.address, say, entry.id)]]))


def choices_for_others(setting: Setting, entries: Iterable[Entry], say: Translation, heading: str) -> Reply:
    """The likeliest entries where strangers read along: links to the bot."""
    links = [
        [InlineKeyboardButton(entry.versions[say.language].title, setting.address.link(entry.id))] for entry in entries
    ]
    return Reply(escape(say(heading)), keyboard(links or [[_open(setting.address, say)]]))


def small_talk(catalogue: Catalogue, kind: str, say: Translation) -> str:
    """The short reply to a greeting, thanks and the like, as Telegram HTML."""
    return html(next(talk for talk in catalogue.small_talk if talk.kind == kind).replies[say.language])


def check(entry: Entry, languages: Iterable[Translation]) -> Iterator[Problem]:
    """The problems of an entry that show only when it is rendered: replies longer than a Telegram message."""
    texts = [(text(entry, say), entry.versions[say.language].line) for say in languages]
    texts += [(html(entry.show), entry.show[0].line)] if entry.show else []
    for rendered, line in texts:
        if len(rendered) > MessageLimit.MAX_TEXT_LENGTH:
            values = {"length": len(rendered), "limit": int(MessageLimit.MAX_TEXT_LENGTH)}
            yield Problem(entry.path, line, "F58", values)


def _share(address: Address, entry: Entry, say: Translation) -> InlineKeyboardButton:
    title = entry.versions[say.language].title
    if address.inline:
        return InlineKeyboardButton(say(SHARE), switch_inline_query=title)
    return InlineKeyboardButton(say(SHARE), address.sharing(entry.id, title))


def _open(address: Address, say: Translation, start: str = "") -> InlineKeyboardButton:
    return InlineKeyboardButton(say(OPEN), address.link(start))


def _ranges(numbers: Sequence[int]) -> str:
    """50, 51, 52, 128 as «50–52, 128»."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)

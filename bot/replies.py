"""Entries and texts to what Telegram shows: HTML and keyboards. Sends nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from babel.dates import format_date
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot.content.catalogue import Catalogue, Topic
from bot.content.markdown import Paragraph
from bot.content.page import Entry
from bot.content.problem import Problem
from bot.texts import Texts, Translation, msgid

REPORT = "CMW/C/KGZ/2"
PAGE = 8  # entries on one page of a topic's menu

WELCOME = msgid(
    "Hello! I answer questions of migrants from Kyrgyzstan: consular registration, free lawyers, voting from abroad, "
    "work in the Eurasian Economic Union and more.\n\n"
    "Write your question in your own words, in Kyrgyz or Russian, in any letters. Or choose a topic:"
)
HELP = msgid(
    "Write your question in your own words. I look for an answer in a list that people checked against Kyrgyzstan's "
    "report to the United Nations. I am a program and give no legal advice of my own.\n\n"
    "If I do not know, call the hotline 1899 or write on migrant.kg.\n\n"
    "/topics – all questions by topic\n/language – Кыргызча or Русский"
)
CHOOSE_LANGUAGE = msgid("Choose a language:")
CHOOSE_TOPIC = msgid("Choose a topic:")
CHOOSE_QUESTION = msgid("{topic}\nChoose a question:")
LANGUAGE_CHOSEN = msgid("From now on I answer in English. Write your question, or choose a topic:")
SUGGEST = msgid("Did you mean one of these?")
FOLLOW_UP = msgid("If this is about what you asked before, choose below. Else write the whole question:")
UNKNOWN = msgid(
    "I have no answer to that, and I will not guess. People can answer you: call the hotline 1899, or write on "
    "migrant.kg. Or see what I do know:"
)
ONLY_TEXT = msgid("I can read only text. Please write your question in words, or choose a topic:")
OLD_BUTTON = msgid("This button is out of date. Write your question, or choose a topic:")
FAILED = msgid("Something went wrong on our side. Please send your question again, or call the hotline 1899.")
SOURCE = msgid("Source: Kyrgyzstan's report {report}, §{paragraphs}. Checked on {date}.")
TOPICS = msgid("All topics")
NOT_THESE = msgid("None of these")
NEXT = msgid("More")
PREVIOUS = msgid("Back")

# What Telegram shows of the bot outside the chat, one text a language.
COMMANDS = {
    "topics": msgid("All questions by topic"),
    "language": msgid("Change the language"),
    "help": msgid("How to ask, and who answers"),
}
DESCRIPTION = msgid(
    "Answers for migrants from Kyrgyzstan, in Kyrgyz and Russian: consular registration, legal aid, voting abroad, "
    "rights in the Eurasian Economic Union. Checked against Kyrgyzstan's report to the United Nations. Free of charge."
)
SHORT_DESCRIPTION = msgid("Checked answers for migrants from Kyrgyzstan, in Kyrgyz and Russian.")

OPENINGS = {"greeting", "how-are-you", "who-are-you", "test"}  # small talk after which a reader may want the topics
Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: Telegram HTML, and the buttons under it."""

    html: str
    keyboard: InlineKeyboardMarkup | None = None


def language_choice(texts: Texts) -> Reply:
    """The same request in every language, for a reader of whom we know nothing."""
    lines = [escape(say(CHOOSE_LANGUAGE)) for say in texts.translations.values()]
    buttons = [
        InlineKeyboardButton(say.name, callback_data=f"language:{code}") for code, say in texts.translations.items()
    ]
    return Reply("\n".join(lines), InlineKeyboardMarkup([buttons]))


def topics(catalogue: Catalogue, say: Translation, message: str = CHOOSE_TOPIC) -> Reply:
    """A message above the list of topics."""
    rows = [[_topic_button(topic, say)] for topic in catalogue.topics if catalogue.of_topic(topic.id)]
    return Reply(escape(say(message)), InlineKeyboardMarkup(rows))


def topic_page(catalogue: Catalogue, topic: Topic, number: int, say: Translation) -> Reply:
    """One page of a topic's entries, the first being 0; a number past the end gives the last page."""
    entries = catalogue.of_topic(topic.id)
    last = max(0, (len(entries) - 1) // PAGE)
    number = max(0, min(number, last))
    rows = _entry_rows(entries[number * PAGE : (number + 1) * PAGE], say)
    turns = [(PREVIOUS, number - 1)] * (number > 0) + [(NEXT, number + 1)] * (number < last)
    data = f"topic:{say.language}:{topic.id}"
    rows.append([InlineKeyboardButton(say(text), callback_data=f"{data}:{to}") for text, to in turns])
    rows.append([InlineKeyboardButton(say(TOPICS), callback_data=f"topics:{say.language}")])
    title = f"<b>{escape(topic.titles[say.language])}</b>"
    return Reply(say(CHOOSE_QUESTION).format(topic=title), InlineKeyboardMarkup([row for row in rows if row]))


def answer(catalogue: Catalogue, entry: Entry, say: Translation, also: Sequence[Entry] = ()) -> Reply:
    """An entry's answer, its source under it, and the way on: what else was asked, related entries, the topics."""
    version = entry.versions[say.language]
    html = f"<b>{escape(version.title)}</b>\n\n{_html(version.answer)}\n\n<i>{escape(source(entry, say))}</i>"
    related = [catalogue.entries[name] for name in entry.see_also if name in catalogue.entries]
    rows = _entry_rows([*also, *(each for each in related if each not in also)], say)
    rows.append([InlineKeyboardButton(say(TOPICS), callback_data=f"menu:{say.language}")])
    return Reply(html, InlineKeyboardMarkup(rows))


def source(entry: Entry, say: Translation) -> str:
    """Where an answer stands in the report, and when it was checked; a sentence without mark-up."""
    return say(SOURCE, report=REPORT, paragraphs=_ranges(entry.source), date=day(entry.checked, say))


def day(day: date, say: Translation) -> str:
    """A day as it is written in the language."""
    return format_date(day, "dd.MM.y", locale=say.language)


def shown(entry: Entry) -> Reply | None:
    """The official sentences that a reader can show to an employer or officer, a message of its own."""
    return Reply(_html(entry.show)) if entry.show else None


def suggestions(entries: Sequence[Entry], say: Translation, heading: str = SUGGEST) -> Reply:
    """Buttons with the likeliest entries, and the way out."""
    rows = _entry_rows(entries, say)
    rows.append([InlineKeyboardButton(say(NOT_THESE), callback_data=f"none:{say.language}")])
    return Reply(escape(say(heading)), InlineKeyboardMarkup(rows))


def small_talk(catalogue: Catalogue, kind: str, say: Translation) -> Reply:
    """The short reply to a greeting, thanks and the like, above the topics."""
    talk = next(talk for talk in catalogue.small_talk if talk.kind == kind)
    keyboard = topics(catalogue, say).keyboard if kind in OPENINGS else None
    return Reply(_html(talk.replies[say.language]), keyboard)


def plain(say: Translation, message: str) -> Reply:
    """One of the bot's own sentences."""
    return Reply(escape(say(message)))


def check(entry: Entry, languages: Iterable[Translation], catalogue: Catalogue) -> Iterator[Problem]:
    """The problems of an entry that show only when it is rendered: replies longer than a Telegram message."""
    replies = [(answer(catalogue, entry, say), entry.versions[say.language].line) for say in languages]
    official = shown(entry)
    replies += [(official, entry.show[0].line)] if official else []
    for reply, line in replies:
        if len(reply.html) > MessageLimit.MAX_TEXT_LENGTH:
            values = {"length": len(reply.html), "limit": int(MessageLimit.MAX_TEXT_LENGTH)}
            yield Problem(entry.path, line, "F58", values)


def _topic_button(topic: Topic, say: Translation) -> InlineKeyboardButton:
    return InlineKeyboardButton(topic.titles[say.language], callback_data=f"topic:{say.language}:{topic.id}:0")


def _entry_rows(entries: Iterable[Entry], say: Translation) -> list[Row]:
    return [
        [InlineKeyboardButton(entry.versions[say.language].title, callback_data=f"entry:{say.language}:{entry.id}")]
        for entry in entries
    ]


def _html(paragraphs: Iterable[Paragraph]) -> str:
    parts: list[str] = []
    bullet = False
    for paragraph in paragraphs:
        text = "".join(f"<b>{escape(span.text)}</b>" if span.bold else escape(span.text) for span in paragraph.spans)
        gap = ("\n" if bullet and paragraph.bullet else "\n\n") if parts else ""
        parts.append(gap + ("• " if paragraph.bullet else "") + text)
        bullet = paragraph.bullet
    return "".join(parts)


def _ranges(numbers: Sequence[int]) -> str:
    """50, 51, 52, 128 as «50–52, 128»."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)

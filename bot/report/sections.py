"""A report in one language's words: sections of labelled bars, which a terminal, a page and a picture show alike."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from textwrap import shorten

from bot.content.catalogue import Catalogue
from bot.matching.decision import Kind
from bot.matching.style import Style
from bot.replies.answers import day
from bot.report.figures import Report, Shares
from bot.storage.counts import READERS, SMALL_TALK, UNCLEAR
from bot.texts import Translation, msgid

TITLE = msgid("Questions from {first} to {last}: {count}")
NOTHING = msgid(
    "Nothing to show from {first} to {last} yet: a count shows when {readers} readers or more stand behind it on one "
    "day."
)
NOTE = msgid("A count shows where {readers} readers or more stand behind it on one day; all others are left out.")
TITLES = {
    "days": msgid("Questions a day"),
    "decisions": msgid("What became of them"),
    "languages": msgid("Languages"),
    "styles": msgid("Ways of writing"),
    "topics": msgid("Topics answered"),
    "entries": msgid("Entries answered"),
    "rates": msgid("It helped, of all votes on an entry (interval: 95%)"),
    "hours": msgid("Slowest hours in Bishkek (seconds to the reply)"),
    "unanswered": msgid("Unanswered questions"),
    "stale": msgid("Pages to check again, by the day of the last check"),
}
WORDS = {
    Kind.ANSWER: msgid("answered"),
    Kind.SUGGEST: msgid("buttons offered"),
    Kind.UNKNOWN: msgid("no answer"),
    SMALL_TALK: msgid("greetings, thanks and the like"),
    UNCLEAR: msgid("language unclear"),
    Style.KYRGYZ_LETTERS: msgid("Kyrgyz with ң, ө, ү"),
    Style.WITHOUT: msgid("Kyrgyz without ң, ө, ү"),
    Style.LATIN: msgid("Latin letters"),
    Style.MIXED: msgid("Kyrgyz and Russian mixed"),
    Style.RUSSIAN: msgid("Russian"),
    Style.OTHER: msgid("other"),
}
HELPED = msgid("{helped} of {votes}: {share}, likely {low} to {high}")
SECONDS = msgid("{seconds} s, questions: {count}")
FEW, LONGEST = 5, 100  # questions of a summary, and characters of each: a caption holds 1024
MOST = 15  # rows of a section that may have one for each entry


class Chart(StrEnum):
    """How a section is drawn; a list is words only."""

    COLUMNS = "columns"
    BARS = "bars"
    INTERVALS = "intervals"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its label, its value in words, and as a length, in any unit that the section's others have.

    `short`: the value in the little space beside a drawn bar.
    """

    label: str
    value: str
    short: str
    length: float = 0.0
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a title; `name` is the same in every language."""

    name: str
    title: str
    chart: Chart
    bars: tuple[Bar, ...]


def heading(report: Report, say: Translation) -> str:
    """What the report is of, or that there is nothing to count yet."""
    first, last = day(report.first, say), day(report.last, say)
    if not report.questions:
        return say(NOTHING, first=first, last=last, readers=READERS)
    return say(TITLE, first=first, last=last, count=report.questions)


def summary(heading: str, sections: Sequence[Section]) -> str:
    """The heading, what became of the questions and what had no answer most often, in a few lines."""
    named = {section.name: section for section in sections}
    lines = [heading]
    if found := named.get("decisions"):
        lines += (f"{bar.label}: {bar.value}" for bar in found.bars)
    if found := named.get("unanswered"):
        lines += ("", found.title)
        lines += (f"{shorten(bar.label, LONGEST, placeholder='…')}: {bar.value}" for bar in found.bars[:FEW])
    return "\n".join(lines)


def note(say: Translation) -> str:
    """What the counts leave out."""
    return say(NOTE, readers=READERS)


def sections(report: Report, catalogue: Catalogue, say: Translation) -> tuple[Section, ...]:
    """Those that have a row."""
    words = _Words(catalogue, say)
    found = {
        "days": (Chart.COLUMNS, [Bar(f"{each:%d.%m}", str(n), str(n), n) for each, n in report.days]),
        "decisions": (Chart.BARS, words.shares(report.decisions, words.word)),
        "languages": (Chart.BARS, words.shares(report.languages, words.language)),
        "styles": (Chart.BARS, words.shares(report.styles, words.word)),
        "topics": (Chart.BARS, words.shares(report.topics, words.topic)),
        "entries": (Chart.BARS, words.shares(report.entries, words.entry)),
        "rates": (Chart.INTERVALS, list(words.rates(report))),
        "hours": (Chart.BARS, list(words.hours(report))),
        "unanswered": (Chart.LIST, [Bar(question, str(n), str(n)) for question, n in report.unanswered[:MOST]]),
        "stale": (Chart.LIST, list(words.stale(report))),
    }
    return tuple(
        Section(name, say(TITLES[name]), chart, tuple(bars[:MOST] if chart is not Chart.COLUMNS else bars))
        for name, (chart, bars) in found.items()
        if bars
    )


@dataclass(frozen=True, slots=True)
class _Words:
    catalogue: Catalogue
    say: Translation

    def entry(self, name: str) -> str:
        """Its title; the id of one that is no more."""
        entry = self.catalogue.entries.get(name)
        version = entry.versions.get(self.say.language) if entry else None
        return version.title if version else name

    def topic(self, name: str) -> str:
        """Its title, likewise."""
        titles = {topic.id: topic.titles for topic in self.catalogue.topics}
        return titles.get(name, {}).get(self.say.language, name)

    def language(self, code: str) -> str:
        """Its own name."""
        return self.word(code) if code == UNCLEAR else Translation(code, {}).name

    def word(self, value: str) -> str:
        """Ours for a value."""
        return self.say(WORDS[value])

    def shares(self, shares: Shares, name: Callable[[str], str]) -> list[Bar]:
        """Each with its part of them all."""
        total = sum(n for _, n in shares)
        return [Bar(name(value), shown := f"{n} ({percent(n / total)})", shown, n) for value, n in shares]

    def rates(self, report: Report) -> Iterator[Bar]:
        """Each with its interval."""
        for rate in report.rates:
            shown = {"share": percent(rate.share), "low": percent(rate.low), "high": percent(rate.high)}
            value = self.say(HELPED, helped=rate.helped, votes=rate.votes, **shown)
            short = f"{rate.helped}/{rate.votes} ({percent(rate.share)})"
            yield Bar(self.entry(rate.entry), value, short, rate.share, rate.low, rate.high)

    def hours(self, report: Report) -> Iterator[Bar]:
        """Each with its mean."""
        for each in report.hours:
            seconds = f"{each.seconds:.1f}"
            value = self.say(SECONDS, seconds=seconds, count=each.questions)
            yield Bar(f"{each.hour:02}:00–{each.hour:02}:59", value, seconds, each.seconds)

    def stale(self, report: Report) -> Iterator[Bar]:
        """Each page with the day of its last check."""
        for entry in report.stale:
            checked = day(entry.checked, self.say)
            yield Bar(f"{entry.topic}/{entry.id}.md", checked, checked)


def percent(share: float) -> str:
    """A share from 0 to 1 in whole percent."""
    return f"{100 * share:.0f}%"

"""The figures of some days: what was asked, how it was answered, what helped, what is slow and what is stale."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import sqrt

from bot import unanswered
from bot.content.catalogue import Catalogue
from bot.content.checks import is_stale
from bot.content.page import Entry
from bot.editions import Edition
from bot.storage.counts import DECISION, ENTRY, HOUR, LANGUAGE, STYLE, TOPIC, VOTE, Count
from bot.storage.store import Store

Z = 1.959964  # of the normal distribution, two-sided 95%
Shares = tuple[tuple[str, int], ...]  # which, and how often; the most frequent first


@dataclass(frozen=True, slots=True)
class Rate:
    """Of `votes` on an entry `helped` said so; `low` and `high` bound the share that would if all readers voted."""

    entry: str
    helped: int
    votes: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.helped / self.votes


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the day, over all days: how many questions, and the mean seconds from receipt to reply."""

    hour: int
    questions: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """Counts from `first` to `last`, none of fewer than three readers on its day. `unanswered`: groups and how often.

    `rates`: the least helpful first; `hours`: the slowest first; `stale`: the longest unchecked first.
    """

    first: date
    last: date
    days: tuple[tuple[date, int], ...] = ()
    decisions: Shares = ()
    languages: Shares = ()
    styles: Shares = ()
    topics: Shares = ()
    entries: Shares = ()
    rates: tuple[Rate, ...] = ()
    hours: tuple[Hour, ...] = ()
    stale: tuple[Entry, ...] = ()
    unanswered: Shares = ()

    @property
    def questions(self) -> int:
        """How many were counted."""
        return sum(n for _, n in self.decisions)


async def gather(store: Store, edition: Edition, days: int) -> Report:
    """The report of the last `days` days, today among them. Raises StorageError when it cannot be read."""
    last = store.counts.today
    first = last - timedelta(days - 1)
    counts, votes = await store.counts.since(first), await store.votes.since(first)
    groups, ours = await unanswered.groups(store, edition), edition.index.vocabulary
    asked = tuple((unanswered.wording(group, ours), group.sightings) for group in groups)
    return replace(report(counts, votes, edition.catalogue, first, last), unanswered=asked)


def report(
    counts: Iterable[Count], votes: Mapping[str, tuple[int, int]], catalogue: Catalogue, first: date, last: date
) -> Report:
    """Make one of counts by day and of votes by entry: how many said that it helped, and that it did not.

    An entry's votes show where on some day enough readers voted on it.
    """
    found: dict[str, Counter[str]] = {}
    days: Counter[date] = Counter()
    milliseconds: Counter[str] = Counter()
    for each in counts:
        found.setdefault(each.what, Counter())[each.value] += each.n
        days[each.day] += each.n if each.what == DECISION else 0
        milliseconds[each.value] += each.milliseconds if each.what == HOUR else 0
    hours = [Hour(int(hour), n, milliseconds[hour] / n / 1000) for hour, n in found.get(HOUR, {}).items()]
    rates = (_rate(entry, *votes[entry]) for entry in found.get(VOTE, {}) if entry in votes)
    stale = (entry for entry in catalogue.entries.values() if is_stale(entry, last))
    return Report(
        first,
        last,
        days=tuple((day, days[day]) for day in _from(first, last)) if days else (),
        decisions=_shares(found, DECISION),
        languages=_shares(found, LANGUAGE),
        styles=_shares(found, STYLE),
        topics=_shares(found, TOPIC),
        entries=_shares(found, ENTRY),
        rates=tuple(sorted(rates, key=lambda rate: (rate.share, rate.high, rate.entry))),
        hours=tuple(sorted(hours, key=lambda each: (-each.seconds, each.hour))),
        stale=tuple(sorted(stale, key=lambda entry: (entry.checked, entry.id))),
    )


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The score interval that holds a share with 95% confidence, from 0 to 1; it is sound for few trials too.

    E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, Journal of the American
    Statistical Association 22 (1927), 209-212. Raises ValueError without a trial.
    """
    if trials < 1:
        raise ValueError("a share of nothing has no interval")
    share, square = successes / trials, Z * Z / trials
    middle = share + square / 2
    half = Z * sqrt(share * (1 - share) / trials + square / (4 * trials))
    return max(0.0, (middle - half) / (1 + square)), min(1.0, (middle + half) / (1 + square))


def _rate(entry: str, helped: int, unhelped: int) -> Rate:
    return Rate(entry, helped, helped + unhelped, *wilson(helped, helped + unhelped))


def _shares(found: Mapping[str, Counter[str]], what: str) -> Shares:
    return tuple(sorted(found.get(what, {}).items(), key=lambda share: (-share[1], share[0])))


def _from(first: date, last: date) -> list[date]:
    return [first + timedelta(number) for number in range((last - first).days + 1)]

"""What day a person means by what they type, and how a day is written to them.

The day stands before the month, always. Every word is compared by its key (`bot.matching.keys`), so scripts, capitals
and missing letters do not matter. The names of months are in `months`; the other words
are closed tables of this module.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import Enum
from functools import cache
from typing import TypeVar

from babel.dates import format_date

from bot.guides import months
from bot.matching.keys import keys

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_WORDS = 10  # a longer message tells a story


class Unread(Enum):
    """Why a message gives no day."""

    NO_SUCH_DAY = "it looks like a date, but that day does not exist, or not in the years 2000–2100"
    NOT_A_DATE = "it is no date, or says more than a date"


# Days from today
_SPOKEN = {
    -2: "позавчера, мурдагы күнү, мурда күнү, мурдакүнү, мурунку күнү",
    -1: "вчера, кечээ, кечээки, кечээки күнү, кечээ эртең менен",
    0: "сегодня, сёдня, бүгүн, бүгүнкү күнү, бүгүн эртең менен",
    1: "завтра, эртең, эртенг, эртеңки күнү",
    2: "послезавтра, бүрсүгүнү, бирсигүнү",
}
# Days and months of a stretch of time
_STRETCHES = {
    (1, 0): "день, дня, дней, күн",
    (7, 0): "неделю, неделя, недели, недель, жума, апта",
    (0, 1): "месяц, месяца, месяцев, mesyac, mesyaca, mesyacev, ай",
    (0, 12): "год, года, лет, жыл",
}
_AGO = "назад, тому назад, мурун, мурда, илгери, болду"
_NUMBERS = (
    *("один, одну, бир", "два, две, эки", "три, үч", "четыре, төрт", "пять, беш"),
    *("шесть, алты", "семь, жети", "восемь, сегиз", "девять, тогуз", "десять, он"),
)
_YEAR_WORDS = "год, года, г, жыл, жылы, жылдын, ж"
# What may stand around a date without making a question of it
_AROUND = (
    "я, мы, она, они, меня, нас, муж, жена, с, со, это, было, день, дата, дату, въезда, утром, вечером, ночью, "
    "въехал, въехала, въехали, заехал, заехала, заехали, приехал, приехала, приехали, прилетел, прилетела, прилетели, "
    "прибыл, прибыла, прибыли, уволили, уволился, уволилась, договор, контракт, расторгли, прервали, закончился, "
    "в россию, в рф, в москву, в казахстан, в беларусь, в армению, "
    "мен, биз, ал, мени, бизди, күйөөм, аялым, эле, күнү, күнүм, бери, баштап, тартып, учуп, кечинде, түндө, "
    "кирдим, кирдик, кирди, киргем, киргенмин, кирген, киргениме, келдим, келдик, келди, келгем, келгенмин, келген, "
    "келгениме, келгенине, түштүм, бошодум, бошотту, бошотушту, чыгарды, чыгарышты, келишим, келишимим, келишимди, "
    "бузулду, бузду, бузушту, бүттү, токтоду, россияга, москвага, казакстанга, беларуска, арменияга"
)
# Keys of what follows a figure: 12-е, 12го, 12 числа, 12си, 12инде
_ORDINAL = r"(?: (?:(?:go |ogo )?cisl[ao]|go|ogo|oe|e|i|[snc]?[iu](?:n(?:d[aeo])?)?))"
_POSSESSIVE = "ыыыиыуууыыыы"  # январы, февралы, марты, апрели, майы, июну, июлу, августу, сентябры …
_SIGN = re.compile(r"\d\s*:\s*\d|[%№$€₽#@+=*]")  # a time, a price, a phone
_GLUED = re.compile(r"(?<!\w)(\d+)(?=[^\W\d])")  # 4oktyabr: keys take a 4 beside letters for ч

T = TypeVar("T")


def _table(lines: Iterable[tuple[T, str]]) -> dict[str, T]:
    return {" ".join(keys(phrase)): meaning for meaning, line in lines for phrase in line.split(",")}


def _any(phrases: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(phrases, key=len, reverse=True))})"


_DAYS = _table(_SPOKEN.items())
_UNITS = _table(_STRETCHES.items())
_COUNTS = _table(enumerate(_NUMBERS, 1))


@cache  # when the first date is read: no start need wait for them
def _forms() -> tuple[re.Pattern[str], ...]:
    return tuple(_patterns())


def _patterns() -> Iterator[re.Pattern[str]]:
    day, month, named = r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})", r"M(?P<month>\d+)"
    word = f"(?: {_any(_table([(0, _YEAR_WORDS)]))})?"
    after, before = rf"(?: (?P<year>\d{{2,5}}){word})?", rf"(?P<year>\d{{4}}){word} "
    around = _any(_table([(0, _AROUND)]))
    for form in (
        f"{day} {month}{after}",
        f"{before}{month} {day}",
        f"{day}{_ORDINAL}? {named}{after}",
        f"{before}{day}{_ORDINAL}? {named}",
        f"(?:{before})?{named} {day}{_ORDINAL}?",
        f"{day}{_ORDINAL}",
        f"(?P<spoken>{_any(_DAYS)})",
        rf"(?:(?P<count>\d{{1,3}}|{_any(_COUNTS)}) )?(?P<unit>{_any(_UNITS)}) {_any(_table([(0, _AGO)]))}",
    ):
        yield re.compile(f"(?:{around} )*{form}(?: {around})*")
    yield re.compile(r"(?P<day>0?[1-9]|[12]\d|3[01])")


def read_day(text: str, today: date) -> date | Unread:
    """The day that a whole message means; without a year (or a month) the nearest such day not after `today`.

    A day with its own year, and «завтра», may lie ahead of `today`: whether that makes sense is the caller's question.
    """
    words = keys(_GLUED.sub(r"\1 ", text))
    if len(words) > MOST_WORDS or _SIGN.search(text):
        return Unread.NOT_A_DATE
    if any(word.isdigit() for word in words):  # a month's name without a figure is no date
        words = tuple(f"M{number}" if (number := months.number(word)) else word for word in words)
    line = " ".join(words)
    found = next((match for form in _forms() if (match := form.fullmatch(line))), None)
    if not found:
        return Unread.NOT_A_DATE
    parts = {name: value for name, value in found.groupdict().items() if value}
    day = _named(parts, today) if "day" in parts else _told(parts, today)
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else Unread.NO_SUCH_DAY


def written(day: date, language: str) -> str:
    """A day in running text: «12 октября 2026 года», «2026-жылдын 12-октябры»; in other languages CLDR's long date.

    Raises babel.UnknownLocaleError for a language that CLDR does not know.
    """
    if language == "ky":
        return format_date(day, "y-'жылдын' d-MMMM", "ky").rstrip("ь") + _POSSESSIVE[day.month - 1]
    return format_date(day, "d MMMM y 'года'" if language == "ru" else "long", language)


def _named(parts: Mapping[str, str], today: date) -> date | None:
    day, month, year = (int(parts.get(name, 0)) for name in ("day", "month", "year"))
    if "month" in parts and not 1 <= month <= 12:
        return None
    if "year" in parts:
        return _date(12 * (year + FIRST_YEAR if len(parts["year"]) == 2 else year) + month - 1, day)
    last, step = (12 * today.year + month - 1, 12) if month else (12 * today.year + today.month - 1, 1)
    # 29 February comes back within eight years, a 31st within two months
    days = (_date(number, day) for number in range(last, last - 9 * step, -step))
    return next((each for each in days if each and each <= today), None)


def _told(parts: Mapping[str, str], today: date) -> date:
    if "spoken" in parts:
        return today + timedelta(days=_DAYS[parts["spoken"]])
    count = parts.get("count", "1")
    number = int(count) if count.isdigit() else _COUNTS[count]
    days, months = _UNITS[parts["unit"]]
    # A month before the 31st of March is the last of February
    same = (_date(12 * today.year + today.month - 1 - number * months, today.day - less) for less in range(4))
    return next(day for day in same if day) - timedelta(days=number * days)


def _date(months: int, day: int) -> date | None:
    """The day of a month counted from the year 0, if there is such a day."""
    try:
        return date(months // 12, months % 12 + 1, day)
    except (ValueError, OverflowError):
        return None

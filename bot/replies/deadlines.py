"""The words of the deadlines guide: what to count, which day, and the last day with its rule and its source."""

from collections.abc import Iterable
from datetime import date
from html import escape

from babel.dates import format_date

from bot.content.catalogue import Catalogue
from bot.guides import counting, deadlines
from bot.guides.counting import CONTRACT, REGISTRATION, Count
from bot.guides.dates import written
from bot.guides.deadlines import Deadline, Doubt, NoRight
from bot.replies.answers import REPORT
from bot.replies.buttons import Row, button, keyboard
from bot.replies.menus import PREVIOUS, TOPICS, entry_rows
from bot.replies.reply import Reply
from bot.texts import Translation, msgid

KIND = "days"
MONTHS = 12
IN_A_ROW = 7

CHOOSE = msgid("Which days shall I count?")
ON_THAT_DAY = msgid("{day}: what happened on that day?")
COUNTS = {
    REGISTRATION: msgid("I entered the country"),
    CONTRACT: msgid("My contract was ended early"),
}
QUESTIONS = {
    "entered": msgid("On which day did you enter the country? Choose, or write it: 12.10 or 12 October."),
    "ended": msgid("On which day was the contract ended? Choose, or write it: 12.10 or 12 October."),
}
NO_SUCH_DAY = msgid("There is no such day in the calendar. Perhaps a slip?")
AHEAD = msgid("{day} has not come yet. Perhaps a slip?")
LONG_AGO = msgid("{day} is more than five years ago. Perhaps a slip in the year?")
BEFORE_ENTRY = msgid("{ended} is before the day of entry, {entered}. Perhaps a slip?")
ANOTHER_DAY = msgid("Another day")
CHOOSE_MONTH = msgid("In which month?")
CHOOSE_DAY = msgid("On which day?")
LAST_DAY = {
    REGISTRATION: msgid("You entered on {entered}.\n\n<b>The last day without registration: {last}.</b>"),
    CONTRACT: msgid(
        "You entered on {entered}, the contract was ended on {ended}.\n\n"
        "<b>The last day to conclude a new contract: {last}.</b> It may be with another employer."
    ),
}
LEFT = msgid("Days left: {count}.")
TODAY = msgid("That is today.")
PASSED = {
    REGISTRATION: msgid("That day has passed. Ask at the embassy or on the hotline 1899 what to do now."),
    CONTRACT: msgid(
        "That day has passed. What follows, the report does not say: ask for free legal advice at the embassy, "
        "or call <b>1899</b>."
    ),
}
RULES = {
    REGISTRATION: msgid(
        "The rule: those who work in a country of the Eurasian Economic Union, and their families, need no "
        "registration for 30 days from the date of entry. Whether the day of entry counts, the report does not "
        "say. I count it as the first day, so that you are not late."
    ),
    CONTRACT: msgid(
        "The rule, for Russia: if an employment contract is ended early, more than 90 days after entry, a new one "
        "may be concluded within 15 days. I count the day on which it ended as the first, so that you are not late."
    ),
}
TOO_EARLY = msgid(
    "From {entered} to {ended} no more than 90 days passed. How much time there is then for a new contract, "
    "the report does not say. Ask for free legal advice at the embassy, or call the hotline <b>1899</b>."
)
SOURCE = msgid("Source: Kyrgyzstan's report {report}, §19, 135; Treaty on the Eurasian Economic Union, articles 96–98.")
REMIND = msgid("Remind me 7 days and 1 day before")
CHANGE = msgid("Change the day")
ENTRIES = {REGISTRATION: "eaeu-registration-30-days", CONTRACT: "eaeu-contract-ended"}
LATE = "elsewhere-overstay"


def choose(say: Translation, day: date | None = None) -> Reply:
    """What to count; from a day, where the reader wrote one unasked."""
    message = say(ON_THAT_DAY, day=written(day, say.language)) if day else say(CHOOSE)
    days = (day,) if day else ()
    return Reply(
        escape(message),
        keyboard([[button(say(text), say, KIND, *Count(name, days).arguments)] for name, text in COUNTS.items()]),
    )


def ask(count: Count, today: date, say: Translation, note: str = "") -> Reply:
    """The next day, by buttons or in words; `note` says what was wrong with the one before."""
    if count.pick == "months":
        choices = [(_month(day, say), count.days, day.strftime("%Y%m")) for day in counting.months(today, MONTHS)]
        rows = _grid(((label, Count(count.deadline, days, pick)) for label, days, pick in choices), 2, say)
        message = say(CHOOSE_MONTH)
    elif count.pick:
        days = counting.days_of(count.pick, today)
        rows = _grid(((str(day.day), Count(count.deadline, (*count.days, day))) for day in days), IN_A_ROW, say)
        message = say(CHOOSE_DAY)
    else:
        recent = [date.fromordinal(today.toordinal() - back) for back in range(3)]
        rows = _grid(((written(day, say.language), count.with_day(day)) for day in recent), 1, say)
        rows.append([button(say(ANOTHER_DAY), say, KIND, *Count(count.deadline, count.days, "months").arguments)])
        message = say(QUESTIONS[count.asks])
    rows.append([button(say(PREVIOUS), say, KIND, *(count.back.arguments if count.back else ()))])
    return Reply(escape(f"{note}\n\n{message}" if note else message), keyboard(rows))


def weigh(count: Count, today: date, say: Translation) -> tuple[Count, str, Deadline | NoRight | None]:
    """The count, without a last day that is likely a slip; the words for that; the result once all days are known."""
    doubt = counting.doubtful(count, today)
    days = {name: written(day, say.language) for name, day in count.named.items()}
    found = None if count.asks or doubt else counting.result(count, today)
    if doubt:
        note = say(AHEAD if doubt is Doubt.AHEAD else LONG_AGO, day=written(count.days[-1], say.language))
    elif found is NoRight.IMPOSSIBLE:
        note = say(BEFORE_ENTRY, **days)
    else:
        return count, "", found
    return Count(count.deadline, count.days[:-1]), note, None


def outcome(count: Count, found: Deadline | NoRight, today: date, say: Translation, catalogue: Catalogue) -> Reply:
    """The last day, how it was counted, its source; reminders, where they would still come in time."""
    days = {name: written(day, say.language) for name, day in count.named.items()}
    rows: list[Row] = []
    names = [ENTRIES[count.deadline]]
    if isinstance(found, Deadline):
        lines = [say(LAST_DAY[count.deadline], last=written(found.last_day, say.language), **days)]
        lines += [left(count.deadline, found.last_day, today, say), say(RULES[count.deadline])]
        names += [LATE] if found.passed and count.deadline == REGISTRATION else []
        if deadlines.reminders_ahead(found.last_day, today):
            rows.append([button(say(REMIND), say, "remind", count.deadline, counting.stamp(found.last_day))])
    else:
        lines = [say(TOO_EARLY, **days)]
    rows.append([button(say(CHANGE), say, KIND, count.deadline)])
    rows += entry_rows([catalogue.entries[name] for name in names if name in catalogue.entries], say)
    rows.append([button(say(TOPICS), say, "menu")])
    return Reply("\n\n".join([*lines, f"<i>{escape(say(SOURCE, report=REPORT))}</i>"]), keyboard(rows))


def left(deadline: str, last_day: date, today: date, say: Translation) -> str:
    """How much time there is, as Telegram HTML; what to do when there is none."""
    if last_day < today:
        return say(PASSED[deadline])
    return say(LEFT, count=(last_day - today).days) if last_day > today else say(TODAY)


def _month(day: date, say: Translation) -> str:
    return format_date(day, "LLLL y", locale=say.language)


def _grid(choices: Iterable[tuple[str, Count]], columns: int, say: Translation) -> list[Row]:
    each = [button(label, say, KIND, *count.arguments) for label, count in choices]
    return [each[start : start + columns] for start in range(0, len(each), columns)]

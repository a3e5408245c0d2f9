"""The words of reminders: that they will come, the list of them, and a reminder itself."""

from collections.abc import Sequence
from datetime import date
from html import escape

from bot.content.catalogue import Catalogue
from bot.guides.counting import CONTRACT, REGISTRATION, stamp
from bot.guides.dates import written
from bot.guides.deadlines import reminder_days
from bot.replies.answers import GUIDES
from bot.replies.buttons import Row, button, keyboard
from bot.replies.deadlines import ENTRIES, left
from bot.replies.menus import entry_rows
from bot.replies.reply import Reply
from bot.storage.reminders import Reminder
from bot.texts import Translation, msgid

LAST_DAYS = {
    REGISTRATION: msgid("The last day without registration: {last}"),
    CONTRACT: msgid("The last day to conclude a new contract: {last}"),
}
PROMISE = msgid(
    "I will remind you here at 10:00 Moscow time on {days}. For that I keep the number of this chat and the "
    "day until the last reminder is sent. /reminders shows and cancels them."
)
TOO_LATE = msgid("It is too late to remind you: that day is too near.")
NONE = msgid("You have no reminders. Count your days, and I will offer to remind you.")
LIST = msgid("Your reminders:")
CANCEL = msgid("Cancel: {last}")
CANCELLED = msgid("Cancelled. I keep nothing of it any more.")
REMINDER = msgid("A reminder.")


def promise(say: Translation, deadline: str, last_day: date, days: Sequence[date]) -> Reply:
    """When reminders will come, and a way to cancel them; that it is too late when there are no days."""
    if not days:
        return Reply(escape(say(TOO_LATE)))
    dates = ", ".join(written(day, say.language) for day in days)
    return Reply(
        escape(f"{_last(say, deadline, last_day)}.\n\n{say(PROMISE, days=dates)}"),
        keyboard([_cancel(say, deadline, last_day)]),
    )


def listing(say: Translation, reminders: Sequence[Reminder]) -> Reply:
    """All of a reader's reminders, each deadline once, with a button to cancel it."""
    each = sorted({(reminder.last_day, reminder.deadline) for reminder in reminders})
    if not each:
        kind, label = GUIDES["eaeu-deadlines"]
        return Reply(escape(say(NONE)), keyboard([[button(say(label), say, kind)]]))
    lines = [f"• {_last(say, deadline, last_day)}" for last_day, deadline in each]
    rows = [_cancel(say, deadline, last_day) for last_day, deadline in each]
    return Reply(escape("\n".join([say(LIST), "", *lines])), keyboard(rows))


def reminder(say: Translation, due: Reminder, today: date, catalogue: Catalogue) -> Reply:
    """The reminder; with a way to cancel the next, where there is one."""
    entry = catalogue.entries.get(ENTRIES[due.deadline])
    rows = entry_rows([entry] if entry else [], say)
    if today < reminder_days(due.last_day)[-1]:
        rows.append(_cancel(say, due.deadline, due.last_day))
    lines = [say(REMINDER), f"{_last(say, due.deadline, due.last_day)}."]
    return Reply("\n\n".join([*map(escape, lines), left(due.deadline, due.last_day, today, say)]), keyboard(rows))


def _last(say: Translation, deadline: str, last_day: date) -> str:
    return say(LAST_DAYS[deadline], last=written(last_day, say.language))


def _cancel(say: Translation, deadline: str, last_day: date) -> Row:
    label = say(CANCEL, last=written(last_day, say.language))
    return [button(label, say, "unremind", deadline, stamp(last_day))]

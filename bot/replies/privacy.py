"""What the bot keeps, told from the live settings; and what was erased."""

from html import escape

from bot.replies.buttons import button, keyboard
from bot.replies.reply import Reply
from bot.storage.chats import RECENT_SECONDS
from bot.storage.counts import KEPT_DAYS, READERS
from bot.storage.messages import DELETABLE_SECONDS
from bot.texts import Translation, msgid

PRIVACY = msgid("What I keep of you:")
MESSAGES = msgid(
    "Your message: only until it is answered, usually for a second. Then all of it is erased but the number that "
    "Telegram gave it, which goes after two days. If I fail on a message, its outline without any words stays for "
    "those who mend the bot, {days} days at most."
)
UNANSWERED = msgid(
    "A question that I have no answer to: its words, without numbers and links, without the names that I recognise and "
    "without whose it is, with the day, the language and the nearest page, so that an answer can be written; {days} "
    "days at most. I do not recognise every name, and /forget cannot tell which question was yours."
)
SIGHTINGS = msgid(
    "Until midnight in Bishkek: beside your questions without an answer a code that does not tell who you are and is "
    "another one tomorrow, so that they are not counted twice."
)
LANGUAGE = msgid("The language you chose, under a code that does not tell who you are.")
UNREACHABLE = msgid(
    "If you block me: that nothing can be delivered to you, under the same code, until you write again; after {days} "
    "days I forget that too, and your language."
)
RECENT = msgid(
    "For {minutes} minutes: which answer you read last, so that I understand “how much is it?”, and a date that you "
    "entered while days were being counted."
)
NUMBERS = msgid(
    "For {hours} hours: the numbers of the messages in this chat, without their text, so that /clear can work."
)
VOTES = msgid("How many people an answer helped: only the count for each day, without you.")
COUNTS = msgid(
    "How many questions come, on what, in which language and letters and at what hour: only the count for each day, "
    "without you, for {days} days, and none is shown that fewer than {readers} people stand behind. So that nobody is "
    "counted twice, here and among the votes, a code that does not tell who you are, until the day is over at the "
    "latest."
)
REMINDERS = msgid(
    "If you asked for reminders: the number of this chat, the language, which last day it is and its date, until they "
    "are sent or cancelled."
)
PEOPLE = msgid(
    "If you sent a question to a person: the numbers of this chat and of the messages, and the language, until the "
    "question is closed, {days} days at most. The person sees your words, and your name only if you chose so; what "
    "they have received stays with them."
)
TELEGRAM = msgid(
    "Telegram itself keeps the messages of this chat. /clear deletes those of the last {hours} hours, /forget erases "
    "what I keep."
)
FORGET = msgid(
    "Erase all that I keep of you: the language, reminders, open questions to people? What a person has already "
    "received stays with them."
)
ERASE = msgid("Yes, erase")
KEEP = msgid("No, keep it")
KEPT = msgid("Nothing was erased.")
ERASED = msgid("I erased:")
ERASED_ROW = msgid("the language and the last answer")
ERASED_REMINDERS = msgid("reminders: {count}")
ERASED_RELAYS = msgid("questions to people, still open: {count}")
ERASED_NUMBERS = msgid("numbers of messages: {count}")
ERASED_COUNTS = msgid("marks in today's counts: {count}")
ERASED_SIGHTINGS = msgid("codes beside today’s questions without an answer: {count}")
NOTHING = msgid("I kept nothing of you: there was nothing to erase.")
CLEARED = msgid("Hello!")
CLEAR_THE_REST = msgid(
    "Messages older than two days only you can delete: in the list of chats, hold your finger on this chat, then "
    "choose to delete it."
)


def privacy(say: Translation, people: bool, retention_days: int) -> Reply:
    """The list of what is kept; `people`: whether there are operators."""
    hours = DELETABLE_SECONDS // 3600
    lines = [say(MESSAGES, days=retention_days), say(UNANSWERED, days=retention_days), say(SIGHTINGS)]
    lines += [say(LANGUAGE), say(UNREACHABLE, days=retention_days)]
    lines += [say(RECENT, minutes=RECENT_SECONDS // 60), say(NUMBERS, hours=hours), say(VOTES)]
    lines += [say(COUNTS, days=KEPT_DAYS, readers=READERS), say(REMINDERS)]
    lines += [say(PEOPLE, days=retention_days)] if people else []
    listed = "\n".join(f"• {line}" for line in lines)
    return Reply(escape(f"{say(PRIVACY)}\n\n{listed}\n\n{say(TELEGRAM, hours=hours)}"))


def forget(say: Translation) -> Reply:
    """Ask once."""
    choices = ((ERASE, "yes"), (KEEP, "no"))
    return Reply(
        escape(say(FORGET)), keyboard([[button(say(text), say, "forget", choice)] for text, choice in choices])
    )


def erased(
    say: Translation, row: bool, reminders: int, relays: int, numbers: int, counts: int, sightings: int
) -> Reply:
    """What was erased: whether the chat's row, and how many of the others."""
    lines = [say(ERASED_ROW)] if row else []
    amounts = {
        ERASED_REMINDERS: reminders,
        ERASED_RELAYS: relays,
        ERASED_NUMBERS: numbers,
        ERASED_COUNTS: counts,
        ERASED_SIGHTINGS: sightings,
    }
    lines += [say(text, count=amount) for text, amount in amounts.items() if amount]
    listed = "\n".join(f"• {line}" for line in lines)
    return Reply(escape(f"{say(ERASED)}\n\n{listed}" if lines else say(NOTHING)))

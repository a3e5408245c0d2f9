"""A question on its way to a person and back: what the reader sees, and what the operators see."""

from html import escape

from telegram import InlineKeyboardMarkup

from bot.replies.buttons import button, keyboard
from bot.replies.reply import Reply
from bot.texts import Translation, msgid

CONSENT = msgid(
    "A person will read your question:\n\n“{question}”\n\nYour phone number is not shown. Your name in Telegram is "
    "shown only if you choose so. The answer will come into this chat. Send it?"
)
SEND = msgid("Send without my name")
SEND_NAMED = msgid("Send with my name")
DO_NOT_SEND = msgid("Do not send")
SENT = msgid(
    "Sent. A person will answer here; I do not know when. If it is urgent, call the hotline 1899. To add "
    "something, tap “Write more”."
)
NOT_SENT = msgid("I sent nothing.")
LOST = msgid(
    "I no longer see your question. Write it once more, then tap “Send my question to a person” under my reply."
)
WRITE_MORE = msgid("Write more")
CLOSE = msgid("Close the question")
WRITE = msgid("Write your message to the person now.")
PASSED_ON = msgid("Passed on to the person.")
FROM_A_PERSON = msgid("A person answers you:")
CLOSED = msgid("Your question to a person is closed. I no longer keep anything of it.")
TOO_LATE = msgid("This question to a person is closed already. You can ask a new one.")
UNREACHABLE = msgid("Your question could not be passed on now. Call the hotline 1899, or try again later.")

QUESTION = msgid("Question {number}")
FROM = msgid("From: {name}")
HOW_TO_ANSWER = msgid("Reply to this message to answer. /close in a reply closes the question.")
MORE = msgid("Question {number}, the reader adds:")
BLOCKED = msgid("Question {number}: the reader has blocked the bot. The question is closed.")
CLOSED_BY_READER = msgid("Question {number}: the reader closed it.")
CLOSED_BY_OPERATOR = msgid("Question {number} is closed.")
EXPIRED = msgid("Question {number} is closed: it was open for {days} days.")
STAYED = msgid("This stayed here. To answer the reader, reply to the bot's message.")
NOT_OPEN = msgid("This question is closed; the reader gets nothing more.")
NOT_CHANGED = msgid("The reader's copy of this message is gone, so your correction was sent as a new message.")
LONGEST_QUOTE = 3000  # characters, so that the message around them stays within Telegram's limit


def consent(say: Translation, question: str) -> Reply:
    """Show what would be sent, and ask."""
    choices = ((SEND, "hidden"), (SEND_NAMED, "named"), (DO_NOT_SEND, "no"))
    return Reply(
        escape(say(CONSENT).replace("{question}", _quote(question))),
        keyboard([[button(say(text), say, "send", choice)] for text, choice in choices]),
    )


def on_its_way(say: Translation, number: int, message: str = SENT) -> Reply:
    """To the reader while a question is open."""
    return Reply(escape(say(message)), _reader_buttons(say, number))


def from_a_person(say: Translation, number: int, text: str) -> Reply:
    """An operator's words to the reader, marked as a person's."""
    return Reply(f"<b>{escape(say(FROM_A_PERSON))}</b>\n\n{escape(_quote(text))}", _reader_buttons(say, number))


def question(say: Translation, number: int, text: str, name: str = "") -> Reply:
    """A reader's question to the operators; `name` only if the reader chose to show it."""
    head = [f"<b>{escape(say(QUESTION, number=number))}</b>"] + ([escape(say(FROM).format(name=name))] if name else [])
    return Reply("\n".join(head) + f"\n\n{escape(_quote(text))}\n\n<i>{escape(say(HOW_TO_ANSWER))}</i>")


def more(say: Translation, number: int, text: str) -> Reply:
    """What a reader adds to an open question, to the operators."""
    return Reply(f"<b>{escape(say(MORE, number=number))}</b>\n\n{escape(_quote(text))}")


def fits(text: str) -> bool:
    """Whether a message can quote it whole."""
    return len(text) <= LONGEST_QUOTE


def _quote(text: str) -> str:
    return text if fits(text) else text[:LONGEST_QUOTE] + "…"


def _reader_buttons(say: Translation, number: int) -> InlineKeyboardMarkup:
    rows = [[button(say(WRITE_MORE), say, "write", str(number))], [button(say(CLOSE), say, "close", str(number))]]
    return keyboard(rows)

"""What readers are told of the service itself."""

from bot.texts import msgid

SLOWED = msgid(
    "You write faster than I can answer. I have your messages and answer them one by one, one every few seconds."
)
LATE = msgid(
    "I was out of service when you wrote to me more than a day ago, and have not answered. If you still need an "
    "answer, please write again, or call the hotline 1899."
)

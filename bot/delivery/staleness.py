"""Which updates are too old to be answered.

The rule: what a reader wrote or tapped more than a day ago, while the bot was out of service, is not answered, however
late it is by then where they live. One silent apology a chat says so; a tap is dropped, as Telegram waits no more.
"""

from telegram import Update

STALE_SECONDS = 24 * 60 * 60


def is_stale(update: Update, received_at: float, now: float) -> bool:
    """Whether an update, received at a second since 1970, is older than a day `now`."""
    message = update.message or update.edited_message
    written = (message.edit_date or message.date).timestamp() if message else received_at
    return now - min(written, received_at) > STALE_SECONDS

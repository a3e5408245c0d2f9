"""A reader who writes faster than people do is slowed down: a token bucket for each chat."""

from dataclasses import dataclass

from bot.recent import Recent

BURST = 30  # updates that a chat may send at once
PER_SECOND = 0.5  # that it may send in the long run


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    told: bool = False


class Flood:
    """Chats by their latest updates; the oldest are forgotten."""

    def __init__(self) -> None:
        self._buckets = Recent[_Bucket]()

    def wait(self, chat_id: int, now: float) -> float:
        """Seconds until the chat's next update may be answered; 0 takes one from its bucket."""
        bucket = self._buckets.get(chat_id) or _Bucket(BURST, now)
        self._buckets[chat_id] = bucket
        bucket.left = min(BURST, bucket.left + max(0.0, now - bucket.at) * PER_SECOND)  # a clock may be put back
        bucket.at = now
        if bucket.left >= 1:
            bucket.left -= 1
            if bucket.left >= BURST / 2:
                bucket.told = False
            return 0
        return (1 - bucket.left) / PER_SECOND

    def should_tell(self, chat_id: int) -> bool:
        """Whether to tell the reader, which is done once a flood."""
        bucket = self._buckets[chat_id]
        told, bucket.told = bucket.told, True
        return not told

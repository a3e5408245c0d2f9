"""A memory with a bound: what was set last, by chat; beyond the bound the oldest is forgotten."""

from collections import OrderedDict
from typing import TypeVar

CHATS = 10_000
Value = TypeVar("Value")


class Recent(OrderedDict[int, Value]):
    """A dictionary of the CHATS chats that were set last."""

    def __setitem__(self, chat_id: int, value: Value) -> None:
        super().__setitem__(chat_id, value)
        self.move_to_end(chat_id)
        if len(self) > CHATS:
            self.popitem(last=False)

"""Long polling over the library, with answers of Telegram's that are rare: only the network is replaced."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest
from telegram.error import InvalidToken
from telegram.ext import ExtBot
from telegram.request import RequestData

from bot.delivery.intake import LARGEST, Intake
from bot.delivery.offline import TOKEN, OfflineTelegram
from bot.delivery.polling import poll

pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot.getUpdates'")  # pytest undoes what the module does


class Updates(OfflineTelegram):
    """Gives each of `answers` once, then refuses the token; keeps the offsets it was asked for."""

    def __init__(self, *answers: Any) -> None:
        super().__init__()
        self._answers = list(answers)
        self.offsets: list[int] = []

    async def do_request(self, url: str, method: str, request_data: RequestData | None = None, **more: Any) -> Any:
        if url.endswith("/deleteWebhook"):
            return 200, b'{"ok": true, "result": true}'
        if url.endswith("/getUpdates"):
            assert request_data is not None
            self.offsets.append(request_data.parameters["offset"])
            if not self._answers:
                return 401, b'{"ok": false, "error_code": 401, "description": "Unauthorized"}'
            return 200, json.dumps({"ok": True, "result": self._answers.pop(0)}).encode()
        return await super().do_request(url, method, request_data, **more)


async def polled(bot: SimpleNamespace, *answers: Any) -> list[int]:
    """Poll until the token is refused; the offsets asked for."""
    telegram = Updates(*answers)
    intake = Intake(bot.desk.store.inbox, bot.desk.metrics, lambda: None)
    async with ExtBot(TOKEN, "https://offline.invalid/bot", request=telegram, get_updates_request=telegram) as caller:
        async with asyncio.timeout(20):
            with pytest.raises(InvalidToken):
                await poll(caller, intake, [], lambda: None)
    return telegram.offsets


def update(number: object) -> dict[str, Any]:
    return {"update_id": number, "message": {"chat": {"id": 7}}}


async def test_what_is_kept_is_confirmed_and_a_token_that_is_taken_back_ends_polling(bot: SimpleNamespace) -> None:
    assert await polled(bot, [update(5), update(6)], []) == [0, 7, 7]
    assert (await bot.desk.store.inbox.waiting())[0] == 2


async def test_what_is_no_update_is_passed_over_and_stops_no_other(bot: SimpleNamespace) -> None:
    assert await polled(bot, [5, {"a": 1}, update("5"), update(8), update(-1)], [update(LARGEST)]) == [
        0,
        9,
        LARGEST + 1,
    ]
    assert (await bot.desk.store.inbox.waiting())[0] == 1


async def test_what_cannot_be_confirmed_is_not_asked_for_without_a_rest(
    bot: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.polling.SLOWER_SECONDS", 0.01)
    rests: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        rests.append(seconds)
        await sleep(0)

    monkeypatch.setattr("bot.delivery.polling.asyncio.sleep", noted)
    assert await polled(bot, [{"a": 1}], "nothing") == [0, 0, 0]
    assert 0.01 in rests

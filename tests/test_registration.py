"""The webhook's address at Telegram, which others can take down: only the network is replaced."""

import asyncio
import json
from typing import Any

import pytest
from telegram.error import InvalidToken
from telegram.ext import ExtBot
from telegram.request import RequestData

from bot.delivery.offline import TOKEN, OfflineTelegram
from bot.delivery.registration import register

URL = "https://bot.example.org/telegram"


class Webhooks(OfflineTelegram):
    """Says of the webhook what `told` holds, one a question: an address or a status; then refuses the token."""

    def __init__(self, *told: str | int) -> None:
        super().__init__()
        self._told = list(told)
        self.set: list[dict[str, Any]] = []

    async def do_request(self, url: str, method: str, request_data: RequestData | None = None, **more: Any) -> Any:
        if url.endswith("/setWebhook"):
            assert request_data is not None
            self.set.append(request_data.parameters)
            return 200, b'{"ok": true, "result": true}'
        if url.endswith("/getWebhookInfo"):
            told = self._told.pop(0) if self._told else 401
            if isinstance(told, int):
                return told, json.dumps({"ok": False, "error_code": told, "description": "Refused"}).encode()
            info = {"url": told, "has_custom_certificate": False, "pending_update_count": 0}
            return 200, json.dumps({"ok": True, "result": info}).encode()
        return await super().do_request(url, method, request_data, **more)


async def registered(*told: str | int) -> list[dict[str, Any]]:
    """What the webhook was set to, until the token is refused."""
    telegram = Webhooks(*told)
    async with ExtBot(TOKEN, "https://offline.invalid/bot", request=telegram) as caller, asyncio.timeout(20):
        with pytest.raises(InvalidToken):
            await register(caller, URL, "secret", ["message"])
    return telegram.set


async def test_a_webhook_that_was_taken_down_is_set_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.delivery.registration.CHECK_SECONDS", 0.01)
    ours = {"url": URL, "allowed_updates": ["message"], "secret_token": "secret"}
    assert await registered(URL, URL) == [ours]
    assert "took the webhook down" not in caplog.text
    assert await registered(URL, "", URL, "https://other.example.org/x", 500, 400, "") == [ours] * 4
    assert caplog.text.count("took the webhook down") == 3
    assert caplog.text.count("cannot be looked after") == 2

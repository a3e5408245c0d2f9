"""The webhook: Telegram's posts, and nobody else's, into the inbox."""

import hmac
import json
import logging
from urllib.parse import urlsplit

from aiohttp import web

from bot.delivery.intake import Intake, Malformed
from bot.errors import StorageError
from bot.web import disconnection

log = logging.getLogger(__name__)
LARGEST = 1024 * 1024  # bytes; an update is a few thousand
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # Bot API, setWebhook


def app(url: str, secret: str, intake: Intake) -> web.Application:
    """An application that answers posts to the path of `url` that bear the secret, once what they bring is kept."""

    async def post(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET, "").encode("utf-8", "surrogateescape")  # anybody may send any bytes
        if not hmac.compare_digest(given, secret.encode()):
            return web.Response(status=401)
        return web.Response(status=await receive(await request.read(), intake))

    served = web.Application(client_max_size=LARGEST, middlewares=[disconnection.unheard])
    served.router.add_post(urlsplit(url).path, post)
    return served


async def receive(body: bytes, intake: Intake) -> int:
    """Keep one update; the status to answer with. Told 503, Telegram sends it again."""
    try:
        await intake.keep([json.loads(body)])
    except (ValueError, RecursionError, Malformed):
        return 400
    except StorageError as error:
        log.error("An update cannot be kept; Telegram will send it again: %s", error)
        return 503
    return 200

"""The body of a post that bears the secret: kept or refused; what is kept comes out of the inbox as it was."""

import json
from random import Random

from bot.delivery.intake import Intake
from bot.delivery.outline import outline
from bot.web.webhook import receive
from tests.fuzz import mutation, update, world
from tests.fuzz.world import World

LONGEST = 20_000  # bytes
KEPT, REFUSED = 200, 400


def fuzz(data: bytes) -> None:
    here = world.current()
    here.run(_post(here, data))


def mutate(data: bytes, random: Random) -> bytes:
    return mutation.raw(random, data) if random.random() < 0.5 else update.mutate(data, random)[:LONGEST]


def starts(many: bool = True) -> list[bytes]:
    """One update a post, as Telegram sends them."""
    return [json.dumps(each).encode() for body in update.starts(many) for each in json.loads(body)[:1]]


async def _post(here: World, data: bytes) -> None:
    await here.reset()
    inbox = here.desk.store.inbox
    status = await receive(data, Intake(inbox, here.desk.metrics, lambda: None))
    kept = await inbox.take(2)
    assert (status, len(kept)) in {(KEPT, 1), (REFUSED, 0)}, (status, kept)
    for each in kept:
        assert json.loads(each.body)["update_id"] == json.loads(data)["update_id"] == each.update_id
        await inbox.set_aside(each.update_id, outline(each.body), "")

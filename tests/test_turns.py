"""One chat's updates are taken in order, and nobody waits for another chat."""

import asyncio

from telegram import Update

from bot.turns import Turns


def update(chat_id: int) -> Update:
    message = {"message_id": 1, "date": 1, "chat": {"id": chat_id, "type": "private"}, "text": "x"}
    found = Update.de_json({"update_id": 1, "message": message}, None)
    assert found is not None
    return found


async def test_a_chat_waits_for_its_own_update_only() -> None:
    turns, first_may_end, done = Turns(), asyncio.Event(), list[str]()

    async def slow() -> None:
        await first_may_end.wait()
        done.append("first of 1")

    async def quick(name: str) -> None:
        done.append(name)

    waiting = [
        asyncio.create_task(turns.process_update(update(1), slow())),
        asyncio.create_task(turns.process_update(update(1), quick("second of 1"))),
    ]
    await asyncio.sleep(0)
    await turns.process_update(update(2), quick("first of 2"))
    assert done == ["first of 2"]
    first_may_end.set()
    await asyncio.gather(*waiting)
    assert done == ["first of 2", "first of 1", "second of 1"]


async def test_an_update_that_fails_lets_the_next_one_go() -> None:
    turns, done = Turns(), list[str]()

    async def fail() -> None:
        raise ValueError

    async def go() -> None:
        done.append("done")

    failed, _ = await asyncio.gather(
        turns.process_update(update(1), fail()), turns.process_update(update(1), go()), return_exceptions=True
    )
    assert isinstance(failed, ValueError)
    assert done == ["done"]

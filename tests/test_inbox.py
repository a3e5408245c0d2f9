"""The inbox, on either database: kept until answered, in order within a chat, taken over from a process that died."""

import asyncio

import pytest

from bot.storage.database import Database, connect
from bot.storage.inbox import LEASE_SECONDS, MOST_OF_A_CHAT, REMEMBERED_SECONDS, Added, Inbox


@pytest.fixture
def inbox(opened: Database, clock: list[float]) -> Inbox:
    return Inbox(opened, lambda: clock[0])


async def numbers(inbox: Inbox, most: int = 100) -> list[int]:
    return [kept.update_id for kept in await inbox.take(most)]


async def test_an_update_is_taken_once_and_is_gone_when_answered(inbox: Inbox, opened: Database) -> None:
    assert await inbox.add(5, 42, '{"text": "private"}') is Added.NEW
    (kept,) = await inbox.take(100)
    assert (kept.update_id, kept.chat_id, kept.body, kept.tries) == (5, 42, '{"text": "private"}', 0)
    assert await inbox.take(100) == []
    assert await inbox.waiting() == (1, 0)
    await inbox.answered(5)
    assert await inbox.waiting() == (0, 0)
    assert await opened.fetch("SELECT chat_id, body FROM inbox") == [(0, "")]
    assert await inbox.add(5, 42, "{}") is Added.DUPLICATE
    assert await inbox.take(100) == []


async def test_a_chat_has_one_update_under_way_and_different_chats_go_at_once(inbox: Inbox) -> None:
    for update_id, chat_id in ((3, 7), (1, 7), (2, 8), (4, 9)):
        await inbox.add(update_id, chat_id, "{}")
    assert await numbers(inbox) == [1, 2, 4]
    await inbox.answered(2)
    assert await numbers(inbox) == []
    await inbox.answered(1)
    assert await numbers(inbox) == [3]


async def test_a_postponed_update_holds_back_its_chat_only(inbox: Inbox, clock: list[float]) -> None:
    for update_id, chat_id in ((1, 7), (2, 7), (3, 8)):
        await inbox.add(update_id, chat_id, "{}")
    first = (await inbox.take(1))[0]
    await inbox.postpone(first, 1, 5)
    assert await numbers(inbox) == [3]
    clock[0] += 6
    assert [(kept.update_id, kept.tries) for kept in await inbox.take(100)] == [(1, 1)]


async def test_one_that_is_set_aside_keeps_no_words_and_lets_its_chat_go_on(
    inbox: Inbox, opened: Database, clock: list[float]
) -> None:
    await inbox.add(1, 7, "private")
    await inbox.add(2, 7, "{}")
    await inbox.take(100)
    await inbox.set_aside(1, "{}", "ValueError at ask.py:7")
    assert await numbers(inbox) == [2]
    await inbox.answered(2)
    assert await opened.fetch("SELECT body, failure FROM inbox WHERE update_id = 1") == [
        ("{}", "ValueError at ask.py:7")
    ]
    clock[0] += REMEMBERED_SECONDS + 1
    await inbox.forget_old(30)
    assert await opened.fetch("SELECT update_id FROM inbox") == [(1,)]
    clock[0] += 30 * 24 * 60 * 60
    await inbox.forget_old(30)
    assert await opened.fetch("SELECT update_id FROM inbox") == []


async def test_no_more_than_a_bound_of_one_chat_may_wait(inbox: Inbox) -> None:
    added = [await inbox.add(number, 7, "{}") for number in range(MOST_OF_A_CHAT + 1)]
    assert added == [Added.NEW] * MOST_OF_A_CHAT + [Added.REFUSED]
    assert await inbox.add(MOST_OF_A_CHAT + 1, 8, "{}") is Added.NEW
    await inbox.answered(0)
    assert await inbox.add(MOST_OF_A_CHAT, 7, "{}") is Added.NEW


async def test_what_a_dead_process_held_is_taken_over_when_its_lease_runs_out(
    opened: Database, clock: list[float]
) -> None:
    dead, alive = Inbox(opened, lambda: clock[0]), Inbox(opened, lambda: clock[0])
    await dead.add(1, 7, "{}")
    await alive.add(2, 8, "{}")
    assert await numbers(dead, 1) == [1]
    assert await numbers(alive) == [2]
    for _ in range(4):
        clock[0] += LEASE_SECONDS / 2
        await alive.renew([2])
    assert LEASE_SECONDS <= 30
    assert await numbers(alive) == [1]


async def test_what_a_process_took_without_knowing_comes_free_although_it_lives(
    inbox: Inbox, clock: list[float]
) -> None:
    await inbox.renew([])
    await inbox.add(1, 7, "{}")
    await inbox.add(2, 8, "{}")
    assert await numbers(inbox) == [1, 2]  # the answer with number 2 was lost on its way from the database, say
    for _ in range(4):
        clock[0] += LEASE_SECONDS / 2
        await inbox.renew([1])
    assert await numbers(inbox) == [2]


async def test_what_another_process_has_taken_over_is_left_to_it(opened: Database, clock: list[float]) -> None:
    slow, other = Inbox(opened, lambda: clock[0]), Inbox(opened, lambda: clock[0])
    await slow.add(1, 7, "{}")
    (kept,) = await slow.take(9)
    clock[0] += LEASE_SECONDS
    assert await numbers(other) == [1]
    await slow.renew([1])
    await slow.postpone(kept, 1, 0)
    clock[0] += 1
    assert await numbers(slow) == []
    await other.answered(1)
    await slow.set_aside(1, "{}", "ValueError")
    assert await opened.fetch("SELECT failure FROM inbox") == [(None,)]


async def test_what_is_released_can_be_taken_at_once(inbox: Inbox) -> None:
    await inbox.add(1, 7, "{}")
    assert await numbers(inbox) == [1]
    await inbox.release()
    assert await numbers(inbox) == [1]


async def test_processes_that_take_at_once_never_take_the_same_update(postgres_url: str) -> None:
    opened = [await connect(postgres_url) for _ in range(3)]
    inboxes = [Inbox(database) for database in opened]
    await asyncio.gather(*(inboxes[n % 3].add(n, n % 50, "{}") for n in range(300)))
    answered: list[int] = []
    chats: set[int] = set()

    async def work(inbox: Inbox) -> None:
        while len(answered) < 300:
            for kept in await inbox.take(5):
                assert kept.chat_id not in chats
                chats.add(kept.chat_id)
                await asyncio.sleep(0)
                answered.append(kept.update_id)
                chats.remove(kept.chat_id)
                await inbox.answered(kept.update_id)

    await asyncio.wait_for(asyncio.gather(*map(work, inboxes)), 60)
    assert sorted(answered) == list(range(300))
    for chat in range(50):
        of_chat = [number for number in answered if number % 50 == chat]
        assert of_chat == sorted(of_chat)
    for database in opened:
        await database.close()

"""Whatever dies, no question is lost: `python -m bot run` in processes of their own, killed with kill -9 (short forms).

The long forms: `make soak`.
"""

import random
from pathlib import Path

import pytest

from bot.editions import Editions
from bot.storage.inbox import LEASE_SECONDS
from tests import bot_api, soak
from tests.soak import Questions, Result


def nothing_is_lost(result: Result) -> None:
    assert result.questions > 50
    assert (result.unanswered, result.disordered) == (0, 0), result


@pytest.fixture
def asked(editions: Editions) -> Questions:
    return Questions(editions, 90)


@pytest.mark.parametrize("webhooks", [0, 1], ids=["polling", "webhook"])
async def test_kill_9_at_random_moments_on_one_file(
    webhooks: int, asked: Questions, data_dir: Path, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    nothing_is_lost(await soak.killed(database, data_dir, asked, 3, random.Random(webhooks), webhooks))


async def test_kill_9_of_three_processes_on_one_postgres(asked: Questions, data_dir: Path, postgres_url: str) -> None:
    nothing_is_lost(await soak.killed(postgres_url, data_dir, asked, 3, random.Random(2), webhooks=3))


async def test_what_a_dead_process_held_is_answered_by_another(
    asked: Questions, data_dir: Path, postgres_url: str
) -> None:
    result = await soak.one_dies(postgres_url, data_dir, asked)
    nothing_is_lost(result)


async def test_an_outage_longer_than_a_lease_doubles_hardly_an_answer(
    asked: Questions, data_dir: Path, postgres_url: str, postgres_folder: Path
) -> None:
    result = await soak.away(postgres_url, data_dir, asked, postgres_folder, LEASE_SECONDS + 2)
    nothing_is_lost(result)
    assert result.twice <= 1


@pytest.mark.parametrize("trouble", ["storm", "gone", "locked"])
async def test_trouble_outside_is_survived(trouble: str, asked: Questions, data_dir: Path, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    result = await soak.troubled(database, data_dir, asked, trouble, 5)
    nothing_is_lost(result)


async def test_a_second_poller_is_reported_and_answers_once_the_first_has_gone(data_dir: Path, tmp_path: Path) -> None:
    async with bot_api.serving() as api:
        first = soak.Process(api, f"sqlite:///{tmp_path / 'first.sqlite3'}", data_dir)
        second = soak.Process(api, f"sqlite:///{tmp_path / 'second.sqlite3'}", data_dir)
        await first.start()
        await second.launch()
        await api.until(lambda: api.calls["conflict"] > 0)
        assert await first.stop() == 0
        await api.give([api.message(7, "что такое 1899")])
        await api.until(lambda: any(chat == 7 for chat, _ in api.sent))
        assert await second.stop() == 0
        assert "Another program polls Telegram with this token" in second.complaints

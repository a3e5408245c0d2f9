"""Every conversation in tests/transcripts/, replayed."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.chat import Case, Replay, read

FOLDER = Path(__file__).parent / "transcripts"
CASES = [case for path in sorted(FOLDER.glob("*.??.txt")) for case in read(path)]


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_the_bot_follows_the_transcript(case: Case, bot: SimpleNamespace) -> None:
    desk = bot.desk
    await Replay(bot.app, bot.chat(case.language), desk.texts, desk.editions.current.catalogue).play(case)


def test_there_are_at_least_twelve_conversations_a_language() -> None:
    for language in ("ky", "ru"):
        assert sum(case.language == language for case in CASES) >= 12


def test_each_file_has_a_twin_in_the_other_language_with_the_same_cases() -> None:
    for path in FOLDER.glob("*.ru.txt"):
        twin = path.with_name(path.name.replace(".ru.", ".ky."))
        assert [case.name for case in read(path)] == [case.name for case in read(twin)]
    assert len(list(FOLDER.glob("*.ru.txt"))) == len(list(FOLDER.glob("*.ky.txt")))

"""Every conversation in tests/transcripts/, replayed; and what none of them touches."""

import itertools
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import selection
from tests.chat import Case, Replay, read
from tests.coverage import Coverage

FOLDER = Path(__file__).parent / "transcripts"
CASES = [case for path in sorted(FOLDER.rglob("*.??.txt")) for case in read(path)]
ENOUGH = 60
readers = itertools.count(1000)


@pytest.fixture(scope="module")
def coverage(pytestconfig: pytest.Config) -> Coverage:
    """Told at the end of the run."""
    pytestconfig.stash[selection.PLAYED] = Coverage(), len(CASES)
    return pytestconfig.stash[selection.PLAYED][0]


async def play(case: Case, bot: SimpleNamespace, coverage: Coverage) -> None:
    await Replay(bot.app, bot.telegram, next(readers), bot.clock, coverage).play(case)
    coverage.played.add(str(case))


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_the_bot_follows_the_transcript(case: Case, bot: SimpleNamespace, coverage: Coverage) -> None:
    await play(case, bot, coverage)


async def test_the_transcripts_touch_everything(bot: SimpleNamespace, coverage: Coverage) -> None:
    """Run after the others; alone, or after a selection, it tells nothing of what was not played."""
    if coverage.played >= {str(case) for case in CASES}:
        missing = coverage.missing(bot.desk.texts, bot.desk.editions.current.catalogue)
        assert not missing, "\n".join(missing)


def test_there_are_enough_conversations_in_each_language() -> None:
    for language in ("ky", "ru"):
        assert sum(case.language == language for case in CASES) >= ENOUGH


def test_each_file_has_a_twin_in_the_other_language_with_the_same_cases() -> None:
    for path in FOLDER.rglob("*.ru.txt"):
        twin = path.with_name(path.name.replace(".ru.", ".ky."))
        assert [case.name for case in read(path)] == [case.name for case in read(twin)]
    assert len(list(FOLDER.rglob("*.ru.txt"))) == len(list(FOLDER.rglob("*.ky.txt")))

"""The bot stays as good as it was: floors a little under what was measured (tests/benchmarks/README.md)."""

import pytest

from bot.config import ROOT
from bot.editions import Editions
from bot.matching import evaluation
from bot.matching.message import read

FLOORS = {
    "dev": {"right": 83, "one_tap": 98.5, "wrong": 2.5, "oos_wrong": 2.5, "urgent_one_tap": 100},
    "stories": {"right": 92, "one_tap": 98.5, "wrong": 1},
    "plain": {"right": 62, "one_tap": 98, "wrong": 1, "urgent_one_tap": 99},
    "near": {"oos_wrong": 4},
    "fragments": {"oos_wrong": 4},
}
HARMS = {"wrong", "oos_wrong"}


@pytest.mark.parametrize("name", FLOORS)
def test_measured_quality_is_kept(editions: Editions, name: str) -> None:
    catalogue, index = editions.current.catalogue, editions.current.index
    rows = evaluation.read(ROOT / "tests" / "questions" / f"{name}.tsv")
    pairs = [(row, read(row.question, index, catalogue)[1]) for row in rows]
    topics = {entry.id: entry.topic for entry in catalogue.entries.values()}
    figures = evaluation.shares(evaluation.score(pairs, topics, catalogue.urgent))
    for figure, bound in FLOORS[name].items():
        assert figures[figure] <= bound if figure in HARMS else figures[figure] >= bound, figure


def test_no_measuring_row_stands_in_a_page(editions: Editions) -> None:
    files = [ROOT / "tests" / "questions" / f"{name}.tsv" for name in FLOORS]
    rows = {row.question.casefold() for path in files for row in evaluation.read(path) if row.accepted}
    for entry in editions.current.catalogue.entries.values():
        for version in entry.versions.values():
            assert rows.isdisjoint(question.text.casefold() for question in version.questions), entry.id

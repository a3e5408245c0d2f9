"""The bot stays as good as it was: floors a little under what was measured (tests/benchmarks/README.md)."""

from bot.config import ROOT
from bot.editions import Editions
from bot.matching import evaluation
from bot.matching.decision import decide


def test_measured_quality_is_kept(editions: Editions) -> None:
    catalogue, index = editions.current.catalogue, editions.current.index
    rows = evaluation.read(ROOT / "tests" / "questions" / "dev.tsv")
    pairs = [(row, decide(index.find(row.question), catalogue.urgent)) for row in rows]
    topics = {entry.id: entry.topic for entry in catalogue.entries.values()}
    figures = evaluation.shares(evaluation.score(pairs, topics, catalogue.urgent))
    assert figures["right"] >= 82
    assert figures["one_tap"] >= 98.5
    assert figures["wrong"] <= 3.5
    assert figures["oos_wrong"] <= 3.5
    assert figures["urgent_one_tap"] == 100


def test_no_measuring_row_stands_in_a_page(editions: Editions) -> None:
    rows = {
        row.question.casefold() for row in evaluation.read(ROOT / "tests" / "questions" / "dev.tsv") if row.accepted
    }
    for entry in editions.current.catalogue.entries.values():
        for version in entry.versions.values():
            assert rows.isdisjoint(question.text.casefold() for question in version.questions), entry.id

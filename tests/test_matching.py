"""From a question to a decision, on a small FAQ whose every outcome is known and on the real one."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editions import Editions
from bot.matching import evaluation, likeness, model, training
from bot.matching.decision import Decision, Kind, decide
from bot.matching.evaluation import Labelled
from bot.matching.index import Candidate, Index, Ranking, lessons
from bot.matching.model import Example

QUESTIONS = [
    *[
        Example(f"как встать на учёт {word}", "register", "ru")
        for word in ("сегодня", "в консульстве", "быстро", "мне")
    ],
    *[Example(f"каттоого туруу {word}", "register", "ky") for word in ("бүгүн", "консулдукта", "тез", "мага")],
    *[Example(f"потерял паспорт {word}", "passport", "ru") for word in ("сегодня", "в дороге", "и деньги", "вчера")],
    *[Example(f"паспорт жоготтум {word}", "passport", "ky") for word in ("бүгүн", "жолдо", "акча", "кечээ")],
    *[Example(f"купить билет {word}") for word in ("в кино", "на поезд", "дёшево", "онлайн")],
]


def ranking(*scores: float, off_topic: float = 0.0, method: str = "model", ambiguous: bool = False) -> Ranking:
    candidates = tuple(Candidate(f"entry-{number}", score) for number, score in enumerate(scores))
    return Ranking(candidates, off_topic, None, method, ambiguous, {})


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (ranking(0.8, 0.1), Kind.ANSWER),
        (ranking(0.8, 0.1, ambiguous=True), Kind.SUGGEST),
        (ranking(0.45, 0.4), Kind.SUGGEST),
        (ranking(0.3, 0.2), Kind.SUGGEST),
        (ranking(0.6, 0.1, off_topic=0.3), Kind.SUGGEST),
        (ranking(0.2, 0.1, off_topic=0.7), Kind.UNKNOWN),
        (ranking(off_topic=1.0), Kind.UNKNOWN),
        (ranking(0.95, 0.5, method="nearest"), Kind.ANSWER),
        (ranking(0.95, 0.94, method="nearest"), Kind.SUGGEST),
        (ranking(0.5, 0.4, method="nearest"), Kind.UNKNOWN),
        (ranking(1.0, method="exact"), Kind.ANSWER),
    ],
)
def test_a_ranking_leads_to_one_of_three_outcomes(found: Ranking, kind: Kind) -> None:
    assert decide(found).kind is kind


def test_at_most_four_buttons_best_first() -> None:
    decision = decide(ranking(0.2, 0.15, 0.1, 0.1, 0.1, 0.1))
    assert [candidate.entry for candidate in decision.candidates] == [f"entry-{number}" for number in range(4)]


def test_training_is_deterministic_and_survives_its_file(tmp_path: Path) -> None:
    one, two = model.build(QUESTIONS), model.build(QUESTIONS)
    assert np.array_equal(one.weights, two.weights)
    one.save(tmp_path / "index.npz")
    again = model.load(tmp_path / "index.npz")
    for question in (["potereal", "pasport"], ["katogo"], []):
        for mine, kept in zip(one.rank(question), again.rank(question), strict=True):
            assert np.array_equal(mine, kept)


def test_the_model_learns_entries_off_topic_and_languages() -> None:
    made = model.build(QUESTIONS)
    assert (made.entries, made.languages) == (("passport", "register"), ("ky", "ru"))
    for text, label, language in [
        ("pasport potereal", 0, "ru"),
        ("konsulduk katogo", 1, "ky"),
        ("bilet kupit", 2, None),
    ]:
        probabilities, accents = made.rank(text.split())
        assert probabilities.argmax() == label, text
        assert abs(float(probabilities.sum()) - 1) < 1e-3
        assert language is None or made.languages[int(accents.argmax())] == language


def test_a_trained_model_is_kept_and_one_of_other_questions_is_not_used(tmp_path: Path) -> None:
    assert training.cached(QUESTIONS, tmp_path) is None
    training.train(QUESTIONS, tmp_path)
    assert training.cached(QUESTIONS, tmp_path) is not None
    changed = [replace(QUESTIONS[0], text="другой вопрос"), *QUESTIONS[1:]]
    assert training.cached(changed, tmp_path) is None
    training.train(changed, tmp_path)
    assert len(list(tmp_path.glob("index-*.npz"))) == 1


def test_a_damaged_index_file_is_trained_anew(tmp_path: Path) -> None:
    training.train(QUESTIONS, tmp_path)
    (path,) = tmp_path.glob("index-*.npz")
    path.write_bytes(path.read_bytes()[:100])
    assert training.cached(QUESTIONS, tmp_path) is None


def test_a_folder_that_cannot_be_written_does_not_stop_training(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert training.train(QUESTIONS, tmp_path / "file").entries


async def test_training_apart_gives_the_same_model(tmp_path: Path) -> None:
    made = await training.train_apart(QUESTIONS, tmp_path)
    assert np.array_equal(made.weights, model.build(QUESTIONS).weights)


@pytest.mark.parametrize(
    ("word", "known", "repaired"),
    [
        ("konsulstvp", ["konsulstvo", "pasport"], "konsulstvo"),
        ("pasprot", ["konsulstvo", "pasport"], "pasport"),
        ("bilet", ["konsulstvo", "pasport"], "bilet"),
        ("uct", ["ucet"], "uct"),
        ("2023", ["2022"], "2023"),
    ],
)
def test_repair_finds_the_word_meant_or_leaves_it(word: str, known: list[str], repaired: str) -> None:
    assert likeness.repair(word, known) == repaired


def test_twins_are_found_across_entries_in_any_word_order() -> None:
    questions = ["kak vstat na ucet", "na ucet vstat kak", "kak vstat na ucet", "gde pasport"]
    assert list(likeness.twins(questions, ["a", "b", "a", "b"])) == [(0, 1), (1, 2)]


def test_every_known_question_finds_its_entry_even_badly_typed(editions: Editions) -> None:
    index = editions.current.index
    for entry in editions.current.catalogue.entries.values():
        for language, version in entry.versions.items():
            found = index.find(f"  {version.title.upper()}!!! ")
            assert (found.candidates[0].entry, found.language, found.method) == (entry.id, language, "exact")


def test_without_a_model_the_nearest_questions_serve(editions: Editions) -> None:
    catalogue = editions.current.catalogue
    index = Index(catalogue, None)
    assert decide(index.find("Сколько стоит консульский учёт???")).kind is Kind.ANSWER
    near = index.find("сколько стоит консульский учет если платить")
    assert near.method == "nearest"
    assert near.candidates[0].entry == "consular-registration-cost"
    assert decide(index.find("абракадабра ыыы")).kind is Kind.UNKNOWN


def test_the_language_follows_the_message(editions: Editions) -> None:
    index = editions.current.index
    for text, language in [
        ("konsulga kantip kattalsam bolot", "ky"),
        ("kak vstat na uchet v konsulstve", "ru"),
        ("паспортумду жоготуп койдум", "ky"),
        ("я потерял паспорт в Москве", "ru"),
        ("паспорт", None),
    ]:
        assert index.find(text).language == language, text


@given(st.text(max_size=200))
def test_no_question_crashes_the_index(text: str) -> None:
    index = Index(SMALL_CATALOGUE, SMALL_MODEL)
    assert decide(index.find(text)).kind in Kind


def test_figures_are_counted_as_defined() -> None:
    def decision(kind: Kind, *entries: str) -> Decision:
        return Decision(kind, tuple(Candidate(entry, 0.5) for entry in entries), None)

    rows = [
        (Labelled("ru", "clean", "q", ("a",)), decision(Kind.ANSWER, "a", "b")),
        (Labelled("ru", "clean", "q", ("b",)), decision(Kind.ANSWER, "a", "b")),
        (Labelled("ru", "clean", "q", ("c",)), decision(Kind.SUGGEST, "a", "b")),
        (Labelled("ru", "clean", "q", ("a", "u")), decision(Kind.UNKNOWN, "a")),
        (Labelled("ru", "near", "q", ()), decision(Kind.ANSWER, "a")),
        (Labelled("ru", "near", "q", ()), decision(Kind.ANSWER, "s")),
    ]
    counted = evaluation.score(rows, {"a": "t", "b": "t", "s": "elsewhere"}, frozenset({"a"}))
    assert evaluation.shares(counted) == {
        "right": 25.0,
        "one_tap": 50.0,
        "wrong": 25.0,
        "missed": 50.0,
        "oos_wrong": 50.0,
        "urgent_one_tap": 50.0,
    }


def _small() -> tuple[object, model.Model]:
    from bot import editions as served
    from bot import texts
    from bot.config import ROOT

    folder = ROOT / "tests" / "pages"
    found, _ = served.read(folder, folder / "passing" / "digest.md", texts.load(ROOT / "locales"))
    return found, model.build(lessons(found))


SMALL_CATALOGUE, SMALL_MODEL = _small()

"""From a question to a decision, on a small FAQ whose every outcome is known and on the real one."""

import asyncio
import os
import signal
import stat
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import cache
from bot.content.catalogue import Catalogue
from bot.content.concepts import Concept
from bot.editions import Editions
from bot.matching import confidence, evaluation, features, follow_up, likeness, message, model, training
from bot.matching.confidence import Evidence
from bot.matching.decision import Decision, Kind, decide
from bot.matching.evaluation import Confusion, Labelled
from bot.matching.features import document
from bot.matching.index import Bounds, Candidate, Index, Ranking
from bot.matching.keys import keys
from bot.matching.known import known, lessons
from bot.matching.lexicon import compile_lexicon
from bot.matching.message import next_likely, read
from bot.matching.model import Example, Lessons
from tests.processes import children, files, started_by

QUESTIONS = (
    *[
        Example(f"как встать на учёт {word}", "register", "ru")
        for word in ("сегодня", "в консульстве", "быстро", "мне")
    ],
    *[Example(f"каттоого туруу {word}", "register", "ky") for word in ("бүгүн", "консулдукта", "тез", "мага")],
    *[Example(f"потерял паспорт {word}", "passport", "ru") for word in ("сегодня", "в дороге", "и деньги", "вчера")],
    *[Example(f"паспорт жоготтум {word}", "passport", "ky") for word in ("бүгүн", "жолдо", "акча", "кечээ")],
    *[Example(f"купить билет {word}") for word in ("в кино", "на поезд", "дёшево", "онлайн")],
)
TAUGHT = Lessons(
    QUESTIONS,
    (
        Concept("passport", False, ("паспорт",), ("паспорт", "документ"), 1),
        Concept("lose", False, ("жогот",), ("потерял",), 2),
    ),
)
LEXICON = compile_lexicon(TAUGHT.concepts)


BOUNDS = Bounds(sure=0.7, likely=0.2)


ABROAD = (
    *("в Турции", "Түркияда", "turkiyada", "в Корее", "Кореяда", "в Германии", "Германияга", "в Польше", "Польшада"),
    *("в США", "сшада", "Америкада", "в Дубае", "Эмиратта", "в Узбекистане", "Өзбекстанда", "в Японии", "Италияда"),
    *("в Англии", "Чехияда", "в Таджикистане", "Тажикстанда", "в Канаде", "Австралияда", "в Таиланде", "в Грузии"),
)


def ranking(*scores: float, trust: float = 0.0, reach: float = 1.0, ambiguous: bool = False) -> Ranking:
    candidates = tuple(Candidate(f"entry-{number}", score) for number, score in enumerate(scores))
    return Ranking(candidates, trust, reach, 0.0, BOUNDS, None, "model", ambiguous)


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (ranking(0.8, 0.1, trust=0.7), Kind.ANSWER),
        (ranking(0.8, 0.1, trust=0.9, ambiguous=True), Kind.SUGGEST),
        (ranking(0.45, 0.4, trust=0.69), Kind.SUGGEST),
        (ranking(0.6, 0.1, reach=0.2), Kind.SUGGEST),
        (ranking(0.6, 0.1, trust=0.9, reach=0.19), Kind.UNKNOWN),
        (ranking(reach=1.0), Kind.UNKNOWN),
        (ranking(), Kind.UNKNOWN),
    ],
)
def test_a_ranking_leads_to_one_of_three_outcomes(found: Ranking, kind: Kind) -> None:
    assert decide(found).kind is kind


@pytest.mark.parametrize(
    ("question", "found", "goes_on"),
    [
        ("сколько это стоит", ranking(0.1, reach=0.1), True),
        ("сколько это стоит", ranking(0.4, 0.3, reach=0.4), True),
        ("консульский учёт", ranking(0.4, 0.3, reach=0.9), False),
        ("сколько стоит учёт", ranking(0.9, trust=0.9), False),
        ("один два три четыре пять шесть семь", ranking(reach=0.1), False),
        ("???", ranking(reach=0.0), False),
        ("спасибо", replace(ranking(reach=0.0), small_talk="thanks"), False),
        ("и что дальше", replace(ranking(reach=0.0), small_talk=follow_up.KIND), True),
    ],
)
def test_only_a_short_unclear_message_goes_on_from_the_last_answer(
    question: str, found: Ranking, goes_on: bool
) -> None:
    assert follow_up.may_be(question, found, decide(found)) is goes_on


def test_a_follow_up_offers_the_entry_and_its_neighbours_only(editions: Editions) -> None:
    catalogue, index = editions.current.catalogue, editions.current.index
    last = catalogue.entries["consular-registration-how"]
    decision = follow_up.decide("сколько это стоит", last, "ru", index, catalogue)
    offered = [candidate.entry for candidate in decision.candidates]
    assert "consular-registration-cost" in offered
    near = {entry.id for entry in catalogue.of_topic(last.topic)} | set(last.see_also)
    near |= {entry.id for entry in catalogue.entries.values() if last.id in entry.see_also}
    assert set(offered) <= near


def test_among_buttons_the_urgent_entry_comes_first_even_from_below() -> None:
    found = ranking(0.2, 0.15, 0.1, 0.1, 0.09, 0.08)
    assert [each.entry for each in decide(found, {"entry-5"}).candidates] == [
        "entry-5",
        "entry-0",
        "entry-1",
        "entry-2",
    ]
    faint = ranking(0.2, 0.15, 0.1, 0.1, 0.09, 0.01)
    assert "entry-5" not in [each.entry for each in decide(faint, {"entry-5"}).candidates]
    sure = ranking(0.8, 0.1, trust=0.9)
    assert decide(sure, {"entry-1"}).candidates[0].entry == "entry-0"


def test_an_answer_offers_help_to_someone_who_may_be_in_danger() -> None:
    found = ranking(0.11, 0.10, 0.07, 0.06, 0.04, trust=0.8)
    assert decide(found, {"entry-2", "entry-3", "entry-4"}).also == ("entry-2", "entry-3")
    assert decide(found, {"entry-1", "entry-2", "entry-3"}).also == ("entry-1", "entry-2")
    assert decide(found, {"entry-0", "entry-2"}).also == ("entry-2",)
    assert decide(found, {"entry-4"}).also == ()


def test_another_countrys_law_is_no_answer_but_the_last_button() -> None:
    sure = ranking(0.8, 0.1, 0.05, 0.03, 0.02, 0.01, trust=0.9)

    def offered(**places: set[str]) -> list[str]:
        decision = decide(sure, {"entry-0", "entry-2"}, **places)
        assert decision.kind is Kind.SUGGEST
        return [each.entry for each in decision.candidates]

    assert offered(elsewhere={"entry-0"}) == ["entry-2", "entry-1", "entry-3", "entry-0"]
    assert offered(elsewhere={"entry-0", "entry-1"}, here={"entry-5"}) == ["entry-2", "entry-5", "entry-3", "entry-0"]
    assert decide(sure, elsewhere={"entry-1"}).kind is Kind.ANSWER


@pytest.mark.parametrize("place", ABROAD)
def test_what_is_asked_of_a_country_is_not_answered_with_the_law_of_another(place: str, editions: Editions) -> None:
    index, catalogue = editions.current.index, editions.current.catalogue
    bound = [entry for entry in catalogue.entries.values() if {"eaeu_country", "kyrgyzstan"} & {*entry.valid_in}]
    titles = [(entry, version.title.rstrip("?")) for entry in bound for version in entry.versions.values()]
    placeless = [title for entry, title in titles if {*entry.valid_in}.isdisjoint(index.rank(keys(title)).notions)]
    assert len(placeless) > 40
    for title in placeless:
        decision = read(f"{title} {place}", index, catalogue)[1]
        assert decision.kind is not Kind.ANSWER or decision.candidates[0].entry not in {each.id for each in bound}


def test_at_home_and_in_the_union_their_law_is_an_answer(editions: Editions) -> None:
    index, catalogue = editions.current.index, editions.current.catalogue
    for question, entry in {
        "нужен ли патент кыргызстанцу в Москве": "eaeu-work-permit",
        "Казакстанда үй-бүлөмдү алып барсам болобу": "eaeu-family",
        "статус беженца в Бишкеке как попросить": "refugee-application",
    }.items():
        decision = read(question, index, catalogue)[1]
        assert (decision.kind, decision.candidates[0].entry) == (Kind.ANSWER, entry), question


def test_at_most_four_buttons_best_first() -> None:
    decision = decide(ranking(0.2, 0.15, 0.1, 0.1, 0.1, 0.1))
    assert [candidate.entry for candidate in decision.candidates] == [f"entry-{number}" for number in range(4)]


def test_beside_a_known_question_stand_the_entries_it_may_be_taken_for(editions: Editions) -> None:
    index = editions.current.index
    assert index.model
    for entry in list(editions.current.catalogue.entries.values())[::20]:
        question = entry.versions["ru"].questions[0].text
        _, decision = read(question, index, editions.current.catalogue)
        others = next_likely(question, index, decision)
        assert [each.entry for each in decision.candidates] == [entry.id]
        assert len({*others, entry.id}) == 4
        assert others == index.model.confused(entry.id)
    assert "consular-registration-cost" in index.model.confused("consular-fees")


def test_of_a_flood_of_questions_in_one_message_only_the_first_are_read(editions: Editions) -> None:
    asked: list[str] = []

    class Counting(Index):
        def find(self, question: str) -> Ranking:
            asked.append(question)
            return super().find(question)

    index = Counting(editions.current.index.known, editions.current.index.model)
    read("Где найти юриста бесплатно? " * 100, index, editions.current.catalogue)
    assert len(asked) == 1 + message.MOST


def test_training_is_deterministic_and_survives_its_file() -> None:
    one, two = model.build(TAUGHT), model.build(TAUGHT)
    assert np.array_equal(one.weights, two.weights)
    again = model.load(one.dump())
    for question in (["potereal", "pasport"], ["katogo"], []):
        features = document(question, LEXICON)
        for mine, kept in zip(one.rank(features), again.rank(features), strict=True):
            assert np.array_equal(mine, kept)
        probabilities, _ = one.rank(features)
        assert one.confidence.weigh(Evidence(probabilities, 2, 0.5)) == again.confidence.weigh(
            Evidence(probabilities, 2, 0.5)
        )
    bounds = [(made.confidence.sure, made.confidence.likely) for made in (one, again)]
    assert bounds[0] == bounds[1]


def test_an_edit_hardly_changes_what_it_does_not_touch() -> None:
    backwards = replace(TAUGHT, examples=TAUGHT.examples[::-1])
    assert np.array_equal(model.build(backwards).weights, model.build(TAUGHT).weights)
    taught = lessons(SMALL_CATALOGUE)
    edited = model.build(replace(taught, examples=(Example("сколько стоит билет в цирк"), *taught.examples)))
    lexicon, moved = compile_lexicon(taught.concepts), []
    for example in taught.examples:
        question = document(keys(example.text), lexicon)
        moved.append(np.abs(edited.rank(question)[0] - SMALL_MODEL.rank(question)[0]).max())
    assert np.median(moved) < 0.01  # in an order that an edit changes: 0.02


def test_the_model_learns_entries_off_topic_and_languages() -> None:
    made = model.build(TAUGHT)
    assert (made.entries, made.languages) == (("passport", "register"), ("ky", "ru"))
    for text, label, language in [
        ("pasport potereal", 0, "ru"),
        ("konsulduk katogo", 1, "ky"),
        ("bilet kupit", 2, None),
    ]:
        probabilities, accents = made.rank(document(text.split(), LEXICON))
        assert probabilities.argmax() == label, text
        assert abs(float(probabilities.sum()) - 1) < 1e-3
        assert language is None or made.languages[int(accents.argmax())] == language


def test_a_trained_model_is_kept_and_one_of_other_questions_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / training.name(TAUGHT)
    assert training.cached(path) is None
    training.train(TAUGHT, path)
    assert training.cached(path) is not None
    changed = replace(TAUGHT, examples=(QUESTIONS[0]._replace(text="другой вопрос"), *QUESTIONS[1:]))
    other = tmp_path / training.name(changed)
    assert training.cached(other) is None
    training.train(changed, other)
    assert files(tmp_path) == [other.name]


def test_what_an_image_was_built_with_can_be_read_by_whom_it_runs_as(tmp_path: Path) -> None:
    path, before = tmp_path / "index-0", os.umask(0o022)
    try:
        cache.keep(path, b"made by root, read by another")
    finally:
        os.umask(before)
    assert stat.filemode(path.stat().st_mode) == "-rw-r--r--"
    assert cache.kept(path) is not None and files(tmp_path) == [path.name]


@pytest.mark.parametrize("damage", [lambda data: data[:100], lambda data: b"", lambda data: data[:-9] + b"!" * 9])
def test_a_damaged_index_file_is_trained_anew(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / training.name(TAUGHT)
    training.train(TAUGHT, path)
    path.write_bytes(damage(path.read_bytes()))
    assert training.cached(path) is None


def test_a_folder_that_cannot_be_written_does_not_stop_training(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert training.train(TAUGHT, tmp_path / "file" / "index-0").entries


async def test_training_apart_gives_the_same_model(tmp_path: Path) -> None:
    made = await training.train_apart(TAUGHT, tmp_path / "index-0")
    assert made and np.array_equal(made.weights, model.build(TAUGHT).weights)
    kept = training.cached(tmp_path / "index-0")
    assert kept and np.array_equal(made.weights, kept.weights)
    assert len(files(tmp_path)) == 1


async def test_training_that_is_ended_from_outside_gives_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = children(os.getpid())
    teaching = asyncio.create_task(training.train_apart(TAUGHT, tmp_path / "index-0"))
    os.kill(min(await started_by(os.getpid(), 1, *before)), signal.SIGKILL)
    assert await teaching is None
    assert "could not be trained: its process ended with -9" in caplog.text
    assert files(tmp_path) == []


def test_the_bounds_keep_their_promise_on_unseen_questions() -> None:
    """A right first candidate has a higher chance: the bound lets few wrong ones through, and few off-topic."""
    chances = np.random.default_rng(1)
    rankings, labels = [], []
    for number in range(4000):
        label = number % 5  # 4 is off-topic
        right = label < 4 and chances.random() < 0.8
        probabilities = chances.random(5) * 0.1
        probabilities[label if right else (label + 1) % 4] += chances.random() + (0.5 if right else 0)
        rankings.append(Evidence((probabilities / probabilities.sum()).astype(np.float32), 5, 1.0))
        labels.append(label)
    learned = confidence.learn(rankings, labels, off_topic=4)
    weighed = [learned.weigh(evidence) for evidence in rankings]
    answered = [trust >= learned.sure for trust, _ in weighed]
    first = [int(evidence.probabilities[:-1].argmax()) for evidence in rankings]
    ours = sum(label < 4 for label in labels)
    wrong = sum(a and f != label < 4 for a, f, label in zip(answered, first, labels, strict=True))
    stray = sum(a and label == 4 for a, label in zip(answered, labels, strict=True))
    lost = sum(
        reach < learned.likely and label in np.argsort(-evidence.probabilities[:-1])[: confidence.SHOWN]
        for (_, reach), evidence, label in zip(weighed, rankings, labels, strict=True)
    )
    assert 0 < lost <= confidence.LOST * ours + 1
    assert 0 < wrong <= confidence.WRONG * ours + 1
    assert stray <= confidence.OFF_TOPIC_WRONG * (len(labels) - ours) + 1


@pytest.mark.parametrize(
    ("text", "notions"),
    [
        ("паспортумду жоготтум", ["passport", "lose"]),
        ("потеряла документы", ["lose", "passport"]),
        ("жогору", []),
        ("чет элдик адвокат", ["foreigner", "lawyer"]),
        ("чет элде адвокат", ["abroad", "lawyer"]),
        ("муж и мужчина", ["husband"]),
        ("сотовый сот", ["judge"]),
        ("мектеби", ["school"]),
        ("айлыгымды үч ай бербей жатат", []),
        ("айлыгымды эле бербей жатат", ["unpaid"]),
    ],
)
def test_words_and_phrases_name_notions(text: str, notions: list[str]) -> None:
    lexicon = compile_lexicon(
        [
            *TAUGHT.concepts,
            Concept("foreigner", False, ("!чет элдик",), (), 1),
            Concept("abroad", False, ("!чет эл",), (), 2),
            Concept("lawyer", False, ("адвокат",), (), 3),
            Concept("husband", False, (), ("~муж",), 4),
            Concept("_", False, (), ("сотов",), 5),
            Concept("judge", False, ("=сот",), (), 6),
            Concept("school", False, ("мектеп",), (), 7),
            Concept("unpaid", False, ("айлыг бербе",), (), 8),
        ]
    )
    assert lexicon.notions(keys(text)) == notions


@pytest.mark.parametrize(
    ("word", "known", "repaired"),
    [
        ("konsulstvp", {"konsulstvo": 3, "pasport": 9}, "konsulstvo"),
        ("pasprot", {"konsulstvo": 3, "pasport": 9}, "pasport"),
        ("ucot", {"uco": 1, "ucet": 40}, "ucet"),
        ("stoet", {"sto": 2, "stoit": 90, "stoiat": 1}, "stoit"),
        ("konsulstvolgo", {"konsulstvo": 3}, "konsulstvo"),
        ("bilet", {"konsulstvo": 3, "pasport": 9}, "bilet"),
        ("uct", {"ucet": 40}, "uct"),
        ("2023", {"2022": 5}, "2023"),
    ],
)
def test_repair_finds_the_word_meant_or_leaves_it(word: str, known: dict[str, int], repaired: str) -> None:
    assert likeness.Words(known).repair(word) == repaired


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
    index = Index(known(catalogue), None)
    assert decide(index.find("Сколько стоит консульский учёт???")).kind is Kind.ANSWER
    near = index.find("сколько стоит консульский учет если платить")
    assert near.method == "nearest"
    assert near.candidates[0].entry == "consular-registration-cost"
    assert decide(index.find("щщ фхцч эээ жжж")).kind is Kind.UNKNOWN


@pytest.mark.parametrize("figures", ["12.11", "12.11.2026", "5", "45 000", "+7 999 123 45 67"])
def test_figures_alone_ask_nothing(editions: Editions, figures: str) -> None:
    assert decide(editions.current.index.find(figures)).kind is Kind.UNKNOWN


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
    index = Index(known(SMALL_CATALOGUE), SMALL_MODEL)
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


def test_confusions_name_what_was_wanted_what_was_answered_and_the_words_lacking() -> None:
    def decision(kind: Kind, entry: str) -> Decision:
        return Decision(kind, (Candidate(entry, 0.9),), None)

    rows = [
        (Labelled("ru", "clean", "вернуть налоги", ("a",)), decision(Kind.ANSWER, "b")),
        (Labelled("ru", "clean", "q2", ("a",)), decision(Kind.ANSWER, "a")),
        (Labelled("ru", "clean", "q3", ("c",)), decision(Kind.SUGGEST, "b")),
        (Labelled("ru", "near", "q4", ()), decision(Kind.ANSWER, "b")),
        (Labelled("ru", "clean", "налог пополам", ("a",)), decision(Kind.ANSWER, "b")),
    ]
    assert evaluation.confusions(rows, {"a": ["какой налог платить"]}) == [
        Confusion("a", "b", ("вернуть налоги", "налог пополам"), ("вернуть", "пополам")),
        Confusion("–", "b", ("q4",), ()),
    ]


def _small() -> tuple[Catalogue, model.Model]:
    from bot import editions as served
    from bot import texts
    from bot.config import ROOT

    folder = ROOT / "tests" / "pages"
    found, _ = served.read(folder, folder / "passing" / "digest.md", texts.load(ROOT / "locales"))
    return found, model.build(lessons(found))


SMALL_CATALOGUE, SMALL_MODEL = _small()


def test_what_is_kept_of_words_has_a_bound_and_changes_no_row(
    editions: Editions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "MET", 5)
    monkeypatch.setattr(features, "NAMED", 5)
    index = editions.current.index
    assert index.model is not None
    asked = ["куда звонить мигранту", "паспорт жоголду", "куда звонить, если паспорт потерян", "ы" * 500 + " мигрант"]
    kept = replace(index.model.vocabulary, _met={}, _named={})
    for question in 2 * asked:
        seen = document(keys(question), index.lexicon)
        new = replace(index.model.vocabulary, _met={}, _named={})
        row, other = kept.row(seen), new.row(seen)
        assert row.positions.tolist() == other.positions.tolist() and row.weights.tolist() == other.weights.tolist()
        assert kept.known(seen.keys) == new.known(seen.keys)
        assert max(map(len, kept._met)) <= features.LONGEST_MET
        assert len(kept._met) <= 5 + len(seen.keys) and len(kept._named) <= 5 + 2 * len(seen.keys) + len(seen.notions)


def test_questions_read_in_several_threads_give_what_they_give_alone(
    editions: Editions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Questions without an answer are grouped in a thread, while others are answered."""
    monkeypatch.setattr(features, "NAMED", 3)
    index, before = editions.current.index, sys.getswitchinterval()
    assert index.model is not None
    vocabulary = replace(index.model.vocabulary, _met={}, _named={})
    asked = [document(keys(f"куда звонить мигранту {number % 3}"), index.lexicon) for number in range(2000)]
    alone = [vocabulary.row(each).positions.tolist() for each in asked]
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            together = [row.positions.tolist() for row in threads.map(vocabulary.row, asked)]
    finally:
        sys.setswitchinterval(before)
    assert together == alone

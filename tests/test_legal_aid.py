"""Who gets a free lawyer: the guide holds the law's 14 categories, each once, and leads nobody into a dead end."""

from bot.editions import Editions
from bot.guides.legal_aid import TREE, Aid, Outcome, Step, follow
from bot.replies import legal_aid
from bot.texts import Texts


def test_every_choice_of_every_step_leads_on_and_every_path_is_reached() -> None:
    reached: set[tuple[str, ...]] = set()
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        path = waiting.pop()
        reached.add(path)
        found = follow(path)
        assert found is not None, path
        if isinstance(found, Step):
            waiting += [(*path, choice) for choice in found.choices]
    assert reached == set(TREE)


def test_each_of_the_14_categories_gives_a_lawyer_once() -> None:
    categories = [found.category for found in TREE.values() if isinstance(found, Outcome) and found.aid is Aid.LAWYER]
    assert sorted(number for number in categories if number) == list(range(1, 15))


def test_nobody_reads_more_than_seven_buttons_at_once() -> None:
    assert all(len(found.choices) <= 7 for found in TREE.values() if isinstance(found, Step))


def test_outcomes_lead_to_entries_that_are_there_and_danger_to_urgent_ones(editions: Editions) -> None:
    entries = editions.current.catalogue.entries
    outcomes = [found for found in TREE.values() if isinstance(found, Outcome)]
    assert all(found.entry in entries for found in outcomes)
    assert {found.category for found in outcomes if found.urgent} == {7, 12}
    assert all(entries[found.urgent].urgent for found in outcomes if found.urgent)


def test_paths_that_are_none_are_refused() -> None:
    for path in (
        ("moon",),
        ("abroad", "case"),
        ("here", "case", "99"),
        ("here", "foreign", "11"),
        ("here", "none", "1"),
    ):
        assert follow(path) is None


def test_labels_fit_a_button(texts: Texts) -> None:
    for say in texts.translations.values():
        for label in (*legal_aid.CHOICES.values(), *legal_aid.CATEGORIES.values()):
            assert len(say(label)) <= 40, say(label)

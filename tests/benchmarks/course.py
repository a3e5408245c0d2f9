"""What the measured bots are asked and tapped: new ones for every round and variant, of the same kinds."""

import random
from collections.abc import Iterable

from bot.config import ROOT
from bot.matching import evaluation
from tests.benchmarks.served import Served

LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"


class Course:
    """`each` of a kind at a time."""

    def __init__(self, served: Served, each: int) -> None:
        self._questions = asked()
        self._each = each
        catalogue = served.desk.editions.current.catalogue
        exact = [text.text for entry in catalogue.entries.values() for text in entry.versions["ru"].questions]
        random.Random(7).shuffle(exact)
        self._exact = iter(exact)
        self.served = served
        self._entries = [entry.id for entry in catalogue.entries.values()]
        self._topics = [topic.id for topic in catalogue.topics]

    def typed(self, number: int) -> list[str]:
        """Questions as readers typed them; the index has met their words before."""
        return random.Random(number).sample(self._questions, min(self._each, len(self._questions)))

    def fuzzy(self, number: int, seed: int = 0) -> list[str]:
        """Questions with a letter changed; the same for the same round and seed."""
        chance = random.Random(1000 * seed + number)
        return misspelt(chance.sample(self._questions, min(self._each, len(self._questions))), chance)

    def exact(self) -> list[str]:
        """Known questions that were not taken before."""
        return [next(self._exact) for _ in range(self._each)]

    def entries(self) -> list[str]:
        """Entries in any order."""
        return random.choices(self._entries, k=self._each)

    def topics(self) -> list[str]:
        """Topics in any order."""
        return random.choices(self._topics, k=self._each)


def asked() -> list[str]:
    """The questions in scope of tests/questions/dev.tsv."""
    rows = evaluation.read(ROOT / "tests" / "questions" / "dev.tsv")
    return [row.question for row in rows if row.accepted]


def misspelt(questions: Iterable[str], chance: random.Random) -> list[str]:
    """Each with one letter changed, anew for every round: nothing kept of an earlier question helps."""
    made = []
    for question in questions:
        at = chance.choice([number for number, letter in enumerate(question) if letter.isalpha()])
        made.append(question[:at] + chance.choice(LETTERS) + question[at + 1 :])
    return made

"""Any bytes as a file of the FAQ: problems, never an exception.

The first byte of an input says which file; the others are its content. What is read without a problem is served.
"""

from functools import cache
from random import Random

from bot import editions
from bot.content.catalogue import Catalogue
from bot.content.problem import Problem
from bot.editions import Edition
from bot.matching import collisions
from bot.matching.index import Index
from bot.matching.known import known
from bot.replies import answers, menus
from tests.fuzz import mutation, seeds, world
from tests.fuzz.seeds import PASSING
from tests.fuzz.world import World

LONGEST = 6000  # bytes
START = 4000  # of an input to start from
PLACES = {
    "page": "faq/passport/other.md",
    "topic": "faq/passport/_topic.md",
    "concepts": "faq/_concepts.txt",
    "digest": "seeds/digest.md",
    "talk": "faq/_smalltalk.md",
    "offtopic": "faq/_offtopic.md",
}
FIELDS = 3  # lines at the top that a page is likely to begin with
KINDS = tuple(PLACES)
EXPECTED_ALONE = {"F06", "F50", "F51", "F56"}  # of a page without its topic and the pages that it names
OTHERS = {"good.md": "faq/passport/good.md", "_topic.md": PLACES["topic"], "digest.md": PLACES["digest"]}


def fuzz(data: bytes) -> None:
    here = world.current()
    place = PLACES[KINDS[data[0] % len(KINDS)] if data else KINDS[0]]
    catalogue, problems = _read(here, place, data[1:], ["digest.md"])
    if any(problem.is_error and problem.code not in EXPECTED_ALONE for problem in problems):
        return
    catalogue, problems = _read(here, place, data[1:], [*OTHERS])
    index = Index(known(catalogue), None)
    _said(here, [*problems, *collisions.problems(catalogue, collisions.find(catalogue, index))])
    if not any(problem.is_error for problem in problems):
        _serve(here, Edition(catalogue, index))


def mutate(data: bytes, random: Random) -> bytes:
    kind, content = (data[:1], data[1:]) if data and random.random() < 0.9 else _of(random.choice(seeds.pages()))
    if random.random() < 0.1:
        return kind + mutation.raw(random, content)
    lines = content.decode(errors="surrogateescape").split("\n")
    at = random.randrange(len(lines) if random.random() < 0.7 else min(len(lines), FIELDS))
    match random.randrange(6):
        case 0:
            lines[at : at + random.choice((1, 1, 5))] = []
        case 1:
            lines.insert(at, random.choice(_lines()))
        case 2:
            lines[at] = random.choice(_lines())
        case 3:
            other = random.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        case _:
            lines[at] = mutation.text(random, lines[at], _lines())
    return kind + "\n".join(lines).encode(errors="surrogatepass")[:LONGEST]


def starts(many: bool = True) -> list[bytes]:
    """Files of the FAQ, long ones in pieces, and the pages that tests/pages/ knows as good and as bad."""
    return [kind + content for kind, content in map(_of, seeds.pages() if many else seeds.pages()[::4])]


def _read(here: World, place: str, content: bytes, others: list[str]) -> tuple[Catalogue, list[Problem]]:
    """A folder with the file at its place among `others` of the good ones."""
    folder = here.folder / "pages"
    (folder / "faq" / "passport").mkdir(parents=True, exist_ok=True)
    (folder / "seeds").mkdir(exist_ok=True)
    for name in (*OTHERS.values(), *PLACES.values()):
        (folder / name).unlink(missing_ok=True)
    for name in others:
        (folder / OTHERS[name]).write_bytes((PASSING / name).read_bytes())
    (folder / place).write_bytes(content)
    catalogue, problems = editions.read(folder / "faq", folder / PLACES["digest"], here.texts)
    _said(here, problems)
    return catalogue, problems


def _of(page: tuple[str, bytes]) -> tuple[bytes, bytes]:
    return bytes([KINDS.index(page[0])]), page[1][:START]


@cache
def _lines() -> list[str]:
    return sorted({line for _, page in seeds.pages() for line in page.decode(errors="replace").split("\n")})


def _said(here: World, problems: list[Problem]) -> None:
    """Every problem has a place that exists, and can be told in every language."""
    for problem in problems:
        lines = len(problem.path.read_bytes().splitlines()) + 1 if problem.path.is_file() else 1
        assert 1 <= problem.line <= lines, problem
        for say in here.texts.translations.values():
            assert problem.sentence(say)


def _serve(here: World, edition: Edition) -> None:
    """What readers would get of it."""
    setting = answers.Setting(edition.catalogue, here.texts, answers.Address("offline_bot"))
    for say in here.texts.translations.values():
        for topic in edition.catalogue.topics:
            here.send(menus.topic_page(edition.catalogue, topic, 0, say))
        for entry in edition.catalogue.entries.values():
            here.send(answers.answer(setting, entry, say))
            here.send(answers.for_others(setting, entry, say))
            official = answers.shown(entry)
            if official:
                here.send(official)
        for talk in edition.catalogue.small_talk:
            here.send(answers.Reply(answers.small_talk(edition.catalogue, talk.kind, say)))
        assert edition.offline_copy(say)

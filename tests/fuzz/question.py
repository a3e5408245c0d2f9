"""Any text as a question: matching, dates and the replies that quote it."""

from functools import cache
from random import Random

from bot.guides import counting
from bot.guides.dates import Unread, read_day
from bot.matching import follow_up
from bot.matching.decision import Kind
from bot.matching.explanation import explain
from bot.matching.index import Index
from bot.matching.message import next_likely, read
from bot.replies import answers, deadlines, menus, relays
from bot.replies.reply import Reply
from tests.fuzz import mutation, seeds, world
from tests.fuzz.world import World

LONGEST = 300  # bytes; the update target sends longer ones
UNTRAINED = 64  # one text in so many is also asked as if the index were still being made: that takes long
NAME = 128  # of a first and a last name


def fuzz(data: bytes) -> None:
    here = world.current()
    text = data.decode(errors="surrogateescape")
    _answer(here, text, here.editions.current.index)
    if sum(data) % UNTRAINED == 0:
        _answer(here, text, here.untrained)
    today = counting.unstamp("20261125")
    assert today is not None
    day = read_day(text, today)
    for say in here.texts.translations.values():
        if not isinstance(day, Unread) and counting.unmistakable(text):
            here.send(deadlines.choose(say, day))
        here.send(relays.consent(say, text))
        here.send(relays.question(say, 1, text, text[:NAME]))
        here.send(relays.more(say, 1, text))
        here.send(relays.from_a_person(say, 1, text))


def mutate(data: bytes, random: Random) -> bytes:
    if random.random() < 0.1:
        return mutation.raw(random, data)
    words = data.decode(errors="surrogateescape") if random.random() < 0.9 else random.choice(_known())
    return mutation.text(random, words, _known()).encode(errors="surrogatepass")[:LONGEST]


def starts(many: bool = True) -> list[bytes]:
    """What readers write in the transcripts, and the ways people ask."""
    return [text.encode() for text in (_known() if many else _known()[::20])]


@cache
def _known() -> list[str]:
    entries = list(world.current().editions.current.catalogue.entries.values())
    asked = {each.text for entry in entries for version in entry.versions.values() for each in version.questions[:2]}
    return sorted({*seeds.said(), *asked})


def _answer(here: World, text: str, index: Index) -> None:
    catalogue = here.editions.current.catalogue
    ranking, decision = read(text, index, catalogue)
    explain(text, ranking, index)
    setting = answers.Setting(catalogue, here.texts, answers.Address("offline_bot", inline=True))
    say = here.texts[decision.language or here.texts.default]
    if follow_up.may_be(text, ranking, decision):
        last = list(catalogue.entries.values())[len(text) % len(catalogue.entries)]
        decision = follow_up.decide(text, last, say.language, index, catalogue)
    found = [catalogue.entries[candidate.entry] for candidate in decision.candidates]
    here.send(menus.suggestions(found, say, person=True))
    here.send(answers.choices_for_others(setting, found, say, menus.SUGGEST))
    if decision.kind is Kind.ANSWER:
        others = [catalogue.entries[name] for name in next_likely(text, index, decision)]
        also = [catalogue.entries[name] for name in decision.also]
        here.send(answers.answer(setting, found[0], say, also, others))
    if decision.small_talk:
        here.send(Reply(answers.small_talk(catalogue, decision.small_talk, say)))

"""From a message's keys to the notions that its words name, in either language.

A listed word is a stem; the longest listed stem of a word wins. A phrase is stems in order, next to each other or with
one word between. The marks (= ~ + ! @) are told at the head of faq/_concepts.txt.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from operator import itemgetter

from bot.content.concepts import PROTECTED, Concept
from bot.matching.keys import keys

_CASES = tuple(
    "ga ge go ka ke ko da de do ta te to dan den don tan ten ton nin nun din dun tin tun di du ti tu ni nu".split()  # noqa: SIM905
)
_POSSESSIVES = ("", "m", "im", "um", "in", "un", "i", "u", "si", "su", "lar", "ler", "lor", "dar", "der", "tar", "ter")
_AFTER = ("", "a", "e", "o", "na", "ne", "nda", "nde", "nan", "nen", "bi", *_CASES)
_RUSSIAN = "a e i o u om em oi ei ov am ah ami ia iu iam iah iami ii".split()  # noqa: SIM905
_ENDINGS = {possessive + case for possessive in _POSSESSIVES for case in _AFTER} | {*_RUSSIAN}
_VOICED = {"к": "г", "п": "б"}  # мектеп, мектеби: a Kyrgyz stem's last letter before a vowel
_DOUBLE = re.compile(r"(.)\1+")
GAP = 2  # how far apart two words of a phrase may stand
LONGEST = 40  # letters of a stem; without a bound one message of one long word would keep megabytes
PAIRED = 16  # notions of one message that make pairs


@dataclass(slots=True)
class _Stem:
    """What a stem names. `rank`: the stronger listing wins; `adds`: a longer stem's notions join a shorter one's."""

    names: tuple[str, ...] = ()
    rank: float = 0.0
    adds: bool = True


@dataclass(slots=True)
class _Phrase:
    stems: tuple[str, ...]
    names: list[str] = field(default_factory=list)
    takes: bool = False  # takes its words away from all other stems


_Phrases = dict[str, dict[str, list[_Phrase]]]  # by their first two stems


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Compiled from the concepts once; `stems` hold what a `_Stem` does, as tuples because they are many."""

    stems: Mapping[str, tuple[tuple[str, ...], float, bool]]
    phrases: _Phrases
    common: frozenset[str]

    def notions(self, asked: Sequence[str]) -> list[str]:
        """The notions of a message, each once, in its order."""
        found: list[list[str]] = [[] for _ in asked]
        taken: set[int] = set()
        for phrase, places in sorted(self._phrases(asked), key=_precedence):
            if taken.isdisjoint(places):
                found[places[0]] += phrase.names
                taken.update(places if phrase.takes else ())
        for place, word in enumerate(asked):
            if place not in taken:
                found[place] += self._names(word)
        return list(dict.fromkeys(name for names in found for name in names))

    def features(self, notions: Sequence[str]) -> Iterator[str]:
        """The notions of a message, and the pairs of those that are not common to every question."""
        yield from (f"#{name}" for name in notions)
        telling = sorted({name for name in notions if name not in self.common})[:PAIRED]
        yield from (f"#{first}+{second}" for first, second in combinations(telling, 2))

    def _names(self, word: str) -> tuple[str, ...]:
        hits = [self.stems[stem] for stem in _beginnings(word) if stem in self.stems]
        found: tuple[str, ...] = ()
        for names, _, adds in sorted(hits, key=itemgetter(1)):
            found = (*found, *names) if adds else names
        return tuple(dict.fromkeys(found))

    def _phrases(self, asked: Sequence[str]) -> Iterator[tuple[_Phrase, list[int]]]:
        for start, word in enumerate(asked):
            for following in [self.phrases[stem] for stem in _beginnings(word) if stem in self.phrases]:
                for second in range(start + 1, min(start + 1 + GAP, len(asked))):
                    for stem in _beginnings(asked[second]):
                        for phrase in following.get(stem, ()):
                            places = _places(asked, second, phrase.stems[1:])
                            if places:
                                yield phrase, [start, *places]


def compile_lexicon(concepts: Sequence[Concept]) -> Lexicon:
    """Make the lexicon of the concepts; a notion that includes another has all its words too."""
    stems: dict[str, _Stem] = {}
    phrases: _Phrases = {}
    by_name = {concept.name: concept for concept in concepts}
    for concept in concepts:
        for word, kyrgyz in _expanded(concept, by_name, ()):
            _add(stems, phrases, concept.name, word)
            if kyrgyz and len(word) > 4 and word[-1] in _VOICED and word[0] not in "=~":
                _add(stems, phrases, concept.name, word[:-1] + _VOICED[word[-1]])
    listed = {stem: (found.names, found.rank, found.adds) for stem, found in stems.items()}
    shared = {each: each for each in listed.values()}
    common = frozenset(concept.name for concept in concepts if concept.common)
    return Lexicon({stem: shared[each] for stem, each in listed.items()}, phrases, common)


def _expanded(concept: Concept, by_name: dict[str, Concept], seen: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    for words, kyrgyz in ((concept.kyrgyz, True), (concept.russian, False)):
        for word in words:
            included = by_name.get(word[1:]) if word.startswith("@") else None
            if included and included.name not in seen:
                yield from _expanded(included, by_name, (*seen, concept.name))
            elif not word.startswith("@"):
                yield word, kyrgyz


def _add(listed: dict[str, _Stem], phrases: _Phrases, name: str, word: str) -> None:
    marks, text = word[:2], word.lstrip("+~!")
    for variant in {text, text.replace("ң", "нг")}:
        stems: list[str] = []
        for part in re.split(r"[\s-]+", variant):
            folded = keys(part)
            stems += [*folded[:-1], folded[-1] + "$" * part.startswith("=")] if folded else []
        if len(stems) > 1:
            following = phrases.setdefault(stems[0], {})
            _list_phrase(following.setdefault(stems[1], []), tuple(stems), name, takes=marks.startswith("!"))
        elif stems:
            made = (
                _inflected(stems[0], text) if "~" in marks else [(stems[0], len(stems[0]) - stems[0].endswith("$") / 2)]
            )
            for stem, rank in made:
                _list(listed, name, stem, rank, made="~" in marks, adds="+" in marks)


def _inflected(stem: str, text: str) -> list[tuple[str, float]]:
    """A short word and its forms, each exact; an abbreviation takes only Kyrgyz cases."""
    endings = ("", *_CASES) if text.isupper() else sorted(_ENDINGS)
    return [(_DOUBLE.sub(r"\1", stem + ending) + "$", len(stem) + 0.25) for ending in endings]


def _list(stems: dict[str, _Stem], name: str, stem: str, rank: float, *, made: bool, adds: bool) -> None:
    listed = stems.setdefault(stem, _Stem())
    if made and listed.rank > rank:
        return  # a word listed as such is stronger than a made form
    if not made and rank > listed.rank > 0 and listed.rank % 1 == 0.25:
        listed.names = ()
    if name != PROTECTED and name not in listed.names:
        listed.names = (*listed.names, name)
    listed.rank = max(rank, listed.rank)
    listed.adds = listed.adds and adds


def _list_phrase(phrases: list[_Phrase], stems: tuple[str, ...], name: str, *, takes: bool) -> None:
    phrase = next((phrase for phrase in phrases if phrase.stems == stems), None)
    if phrase is None:
        phrase = _Phrase(stems)
        phrases.append(phrase)
    phrase.takes |= takes
    if name != PROTECTED and name not in phrase.names:
        phrase.names.append(name)


def _precedence(hit: tuple[_Phrase, list[int]]) -> tuple[bool, int, int, list[int]]:
    """Taking phrases first, then the longer one, in words and in letters."""
    phrase, places = hit
    return not phrase.takes, -len(places), -sum(map(len, phrase.stems)), places


def _places(asked: Sequence[str], start: int, stems: tuple[str, ...]) -> list[int]:
    """Where the phrase's words stand, the first at `start`; empty when one is missing."""
    places = [start]
    for stem in stems[1:]:
        for at in range(places[-1] + 1, min(places[-1] + 1 + GAP, len(asked))):
            if _begins(asked[at], stem):
                places.append(at)
                break
        else:
            return []
    return places


def _begins(word: str, stem: str) -> bool:
    return word == stem[:-1] if stem.endswith("$") else word.startswith(stem)


def _beginnings(word: str) -> tuple[str, ...]:
    """All stems that the word could be listed under: its beginnings, and itself marked as whole."""
    return _stems(word[: LONGEST + 1])


@lru_cache(16384)
def _stems(word: str) -> tuple[str, ...]:
    return (*(word[:length] for length in range(1, len(word) + 1)), word + "$")

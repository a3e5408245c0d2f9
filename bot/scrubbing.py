"""What could tell who asked is masked in a question before it is kept: numbers, addresses, names that we recognise.

No digit, no @, no link and no word_with_underscores passes. Of names only some can be seen: one after «меня зовут»,
«атым» and the like, before «деген», «уулу», «эже» and the like, a patronymic, two words of which one ends like a
surname, and a capitalised word within a sentence that is none of our words.
Not seen are a name in small letters without such a sign, one that begins a sentence, one that is an ordinary word of
ours (Эркин is “free” too), and a number in words; nor can it be seen that a story alone tells whose it is.
"""

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise, takewhile

from bot.matching.keys import keys

MASK = "‹…›"
LONGEST = 300  # characters kept of a question: a long story tells more of its teller than of what is missing
_LONGEST_WORD = 40  # characters; what is longer is no word but a code or an address
_ABBREVIATION = 3  # capitals in a row: ВНЖ, РФ
_WORDS_OF_A_NAME = 3

_LINK = re.compile(
    r"\S*(?:://|www\.|\bt\.me\b)\S*|(?:[a-z0-9-]+\.)+[a-z]{2,}\b\S*|[\w-]+\.(?:рф|ру|кг|ком|орг)\b\S*", re.I
)
_ADDRESS = re.compile(r"\S*@\S*|\w*[^\W_]_+[^\W_]\w*")
_NUMBER = re.compile(r"[+№#(]*\w*\d\w*(?:[-–.,:/()\s]*\w*\d\w*)*")
_TOO_LONG = re.compile(rf"(?:(?!{MASK})\S){{{_LONGEST_WORD + 1},}}")
_MASKS = re.compile(rf"{MASK}(?:[\s.,:/+_–-]*{MASK})+")
_WORD = re.compile(rf"{MASK}|[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*")
_END_OF_SENTENCE = re.compile(r"[.!?…]")
_NAME_FOLLOWS = re.compile(r"зовут|звать|атым|исмим|ысымым|ысмым|zovut|atym|atim", re.I)
_NAME_MAY_FOLLOW = re.compile(r"имя|имени|аты|фамили(?:я|ю|и|ей|ям)\w*|imya|aty|familiya\w*", re.I)
_NAME_PRECEDES = re.compile(r"деген|аттуу|уулу|кызы|degen|attuu|uulu|kyzy", re.I)
_NAME_MAY_PRECEDE = re.compile(r"эже(?:ке)?|байке|ава|агай|мырза|айым|eje|bayke|baike", re.I)
_PATRONYMIC = re.compile(r"\w{2,}(?:ович|евич|овн|евн|ичн)(?:а|у|е|ем|ой|ы|ага|ка|дан|тан|нын|га|ны)?", re.I)
_SURNAME = re.compile(
    r"\w{3,}(?:[оеё]в(?:а|у|ой|ым)?|[oe]v(?:a|u|oi|oy|ym)?)(?:[гкдтн][аоеуыиүөaeouiy]н?|[gkdtn][aeouiy]n?)?", re.I
)


def scrub(question: str, ours: Container[str]) -> str:
    """The question with MASK for what could tell who asked; `ours` are keys of words that are not taken for names.

    What is longer than LONGEST is cut after a word. Scrubbing twice changes nothing more.
    """
    text = _collapsed(MASK.join(_plain(part) for part in question.split(MASK)))
    for pattern in (_TOO_LONG, _LINK, _ADDRESS, _NUMBER):  # the others take the square of a word's length
        text = _collapsed(pattern.sub(MASK, text))
    text = _collapsed(_without_names(text, ours))
    return text if len(text) <= LONGEST else text[: LONGEST + 1].rpartition(" ")[0]


def only(text: str, known: Container[str]) -> str:
    """The text with MASK for each word that has a key which is not `known`."""
    return _collapsed(_WORD.sub(lambda word: word[0] if _is_ours(word[0], known) else MASK, text))


def _plain(text: str) -> str:
    """Each letter and figure in its one form, whatever it poses as, and nothing unseen between them."""
    seen = "".join(each if not unicodedata.category(each).startswith("C") else " " * each.isspace() for each in text)
    normal = unicodedata.normalize("NFKC", seen)
    return "".join("0" if each.isnumeric() and not each.isdecimal() else each for each in normal)


def _collapsed(text: str) -> str:
    return _MASKS.sub(MASK, " ".join(text.split()))


def _without_names(text: str, ours: Container[str]) -> str:
    found = list(_WORD.finditer(text))
    words = [match[0] for match in found]
    gaps = [text[one.end() : other.start()] for one, other in pairwise(found)]
    names = set(_told(words, ours))
    for at in range(1, len(words)):
        names |= {at} if _may_be_a_name(words[at], ours) and not _END_OF_SENTENCE.search(gaps[at - 1]) else set()
        if not gaps[at - 1].strip() and _are_a_full_name(words[at - 1], words[at], ours):
            names |= {at - 1, at}
    for at in range(len(words) - 2, -1, -1):  # of two words that make one name the first may begin a sentence
        named = at + 1 in names or words[at + 1] == MASK
        names |= {at} if named and not gaps[at].strip() and _may_be_a_name(words[at], ours) else set()
    for at in sorted(names, reverse=True):
        text = text[: found[at].start()] + MASK + text[found[at].end() :]
    return text


def _told(words: Sequence[str], ours: Container[str]) -> Iterator[int]:
    """Places of the words that those around them, or their endings, tell to be names."""
    for at, word in enumerate(words):
        if _PATRONYMIC.fullmatch(word) and not _is_ours(word, ours):
            yield at
        before = words[at - 1] if at else MASK
        if _NAME_PRECEDES.fullmatch(word) and not _is_ours(before, ours):
            yield at - 1
        if _NAME_MAY_PRECEDE.fullmatch(word) and _may_be_a_name(before, ours):
            yield at - 1
        after = list(enumerate(words[at + 1 : at + 1 + _WORDS_OF_A_NAME], at + 1))
        if _NAME_FOLLOWS.fullmatch(word) and after and after[0][1] != MASK:
            yield at + 1
            yield from _unknown(after[1:], ours)
        elif _NAME_MAY_FOLLOW.fullmatch(word):
            yield from _unknown(after, ours)


def _unknown(words: Sequence[tuple[int, str]], ours: Container[str]) -> Iterator[int]:
    """Places of the words up to the first that is ours."""
    return (at for at, _ in takewhile(lambda each: not _is_ours(each[1], ours), words))


def _are_a_full_name(one: str, other: str, ours: Container[str]) -> bool:
    """Whether a surname stands before or behind a name, or a patronymic behind it; in small letters too."""
    told = _SURNAME.fullmatch(one) or _SURNAME.fullmatch(other) or _PATRONYMIC.fullmatch(other)
    return bool(told) and not _is_ours(one, ours) and not _is_ours(other, ours)


def _may_be_a_name(word: str, ours: Container[str]) -> bool:
    abbreviation = len(word) <= _ABBREVIATION and word.isupper() and len(word) > 1
    return word[0].isupper() and not abbreviation and not _is_ours(word, ours)


def _is_ours(word: str, ours: Container[str]) -> bool:
    return word == MASK or all(key in ours for key in keys(word))

"""Fold every word of either script and language to one ASCII key: каттоого, каттого, kattoogo -> katogo.

The table and its figures: a key alone lifts rapidfuzz's token_set_ratio from 44 to 73% right (our measurement of 160
held-out questions). A key is not idempotent (ч is c, but a Latin c is k): key raw text once, and pass key lists on.
"""

import re
import unicodedata
from functools import lru_cache

_CYRILLIC = str.maketrans(
    {
        **dict(zip("абвгғдеёжзийіккқлмнңоөпрстуүұфхһэы", "abvggdeejziiikkklmnnooprstuuufhhei", strict=True)),
        **{"ц": "s", "ч": "c", "ш": "w", "щ": "w", "ъ": "", "ь": "", "ю": "iu", "я": "ia"},
    }
)
_LATIN = {
    **{
        "shch": "w",
        "sch": "w",
        "sh": "w",
        "ch": "c",
        "dzh": "j",
        "zh": "j",
        "dj": "j",
        "kh": "h",
        "ts": "s",
        "tz": "s",
    },
    **{"yo": "e", "ye": "e", "ya": "ia", "yu": "iu", "c": "k", "y": "i", "x": "h", "q": "k"},
    **{"ı": "i", "ş": "w", "ç": "c", "ğ": "g", "ö": "o", "ü": "u", "ñ": "n"},
}
_LATIN_PART = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
_LATIN_LETTER = re.compile("[a-zışçğöüñ]")
_CYRILLIC_LETTER = re.compile("[а-яёғқңөүұһі]")
_LOOK_ALIKES = str.maketrans("aceopxy", "асеорху")
# Soft hyphens, zero-width spaces and joiners, marks of direction, tags: a reader sees none of them within a word
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’ʼʻ`](?=[^\W\d_])")
# «u4un», «4ykty»: a 4 among Latin letters is ч; «4ga» (to four) is a number with its ending
_FOUR = re.compile(r"(?<=[a-z])4(?=[a-z])|(?<![\w])4(?=[a-z]{3})")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
LONGEST = 40  # letters of a word worth keeping the key of: longer ones are no words, and would fill the memory
_DOUBLE = re.compile(r"(.)\1+")


def key(word: str) -> str:
    """The key of one lower-case word; digits stay as they are."""
    return _kept(word) if len(word) <= LONGEST else _folded(word)


def _folded(word: str) -> str:
    if _LATIN_LETTER.search(word):
        if 2 * len(_CYRILLIC_LETTER.findall(word)) > len(word):
            word = word.translate(_LOOK_ALIKES)
        word = _LATIN_PART.sub(lambda match: _LATIN[match[0]], word)
    word = word.translate(_CYRILLIC)
    return word if word.isdigit() else _DOUBLE.sub(r"\1", word)


_kept = lru_cache(65536)(_folded)


def keys(text: str) -> tuple[str, ...]:
    """The keys of a text's words and figures, in order."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text).lower())
    text = _APOSTROPHE.sub("", text)
    text = _FOUR.sub("ch", text)
    return tuple(found for found in map(key, _TOKEN.findall(text)) if found)

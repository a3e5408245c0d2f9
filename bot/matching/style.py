"""How a message is written: in which alphabet, and whether with the letters that only Kyrgyz has."""

import re
from enum import StrEnum

_KYRGYZ = re.compile("[ңөү]", re.IGNORECASE)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_WORD = re.compile(r"\w+")
# What Kyrgyz borrows from Russian are nouns; these words and endings come only with Russian sentences.
_RUSSIAN = {"в", "во", "о", "об", "для", "по", "от", "из", "и", "или", "не", "без", "с", "со", "к", "как"}
_RUSSIAN_ENDING = re.compile(r"\w{2,}(?:ый|ская|ский|ное|ной|ные|ому|ть|ться|ние|ния|ость|ости)$")
_LINK = re.compile(r"(?:https?://|www\.|@)\S+|(?<![\w-])[\w-]+\.(?:kg|ru|com|org)\b")


class Style(StrEnum):
    """Ways of writing; a message has one."""

    KYRGYZ_LETTERS = "kyrgyz letters"
    WITHOUT = "without kyrgyz letters"
    LATIN = "latin"
    MIXED = "mixed"
    RUSSIAN = "russian"
    OTHER = "other"  # nothing tells


def style(text: str, language: str | None) -> Style:
    """The style of a message in `language`, None where it is not clear.

    Mixed is Kyrgyz with Russian words that it has not borrowed: half of such messages show it by the word. Addresses
    and names of chats say nothing of how a person writes.
    """
    words = _LINK.sub(" ", text)
    cyrillic, latin = len(_CYRILLIC.findall(words)), len(_LATIN.findall(words))
    if latin > cyrillic:
        return Style.LATIN
    if not cyrillic:
        return Style.OTHER
    letters = _KYRGYZ.search(words)
    if language == "ru":
        return Style.MIXED if letters else Style.RUSSIAN
    if any(_is_russian(word) for word in _WORD.findall(words.lower())):
        return Style.MIXED
    if letters:
        return Style.KYRGYZ_LETTERS
    return Style.WITHOUT if language else Style.OTHER


def _is_russian(word: str) -> bool:
    return word in _RUSSIAN or _RUSSIAN_ENDING.match(word) is not None

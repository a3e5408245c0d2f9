"""The questions that a catalogue knows: what a model learns from, and what the index looks up."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.content.catalogue import Catalogue
from bot.matching.keys import keys
from bot.matching.lexicon import Lexicon, compile_lexicon
from bot.matching.model import Example, Lessons


@dataclass(frozen=True, slots=True)
class Known:
    """Every known question as keys with spaces between, and whose it is: an entry or "", and a language or "".

    `uses`: in how many questions each word stands; `talk`: messages of small talk, as keys too, to their kinds.
    """

    lexicon: Lexicon
    texts: tuple[str, ...]
    owners: tuple[tuple[str, str], ...]
    uses: Mapping[str, int]
    talk: Mapping[str, str]


def known(catalogue: Catalogue, before: tuple[Catalogue, Known] | None = None) -> Known:
    """What the index needs of a catalogue; takes a second, or a fifth of it with what was made `before` an edit."""
    made = list(examples(catalogue))
    old, was = before or (None, None)
    folded = {each.text: text for each, text in zip(examples(old), was.texts, strict=True)} if old and was else {}
    texts = tuple(folded[each.text] if each.text in folded else " ".join(keys(each.text)) for each in made)
    return Known(
        was.lexicon if old and was and old.concepts == catalogue.concepts else compile_lexicon(catalogue.concepts),
        texts,
        tuple((example.entry, example.language) for example in made),
        dict(Counter(word for text in texts for word in dict.fromkeys(text.split()))),
        {
            " ".join(keys(message.text)): kind.kind
            for kind in catalogue.small_talk
            for messages in kind.messages.values()
            for message in messages
        },
    )


def lessons(catalogue: Catalogue) -> Lessons:
    """What a model of this catalogue learns from."""
    return Lessons(tuple(examples(catalogue)), catalogue.concepts)


def examples(catalogue: Catalogue) -> Iterator[Example]:
    """Titles, ways people ask, and messages that are not ours, in the order of `Known.texts`."""
    for entry in catalogue.entries.values():
        for name, version in entry.versions.items():
            yield Example(version.title, entry.id, name)
            for question in version.questions:
                yield Example(question.text, entry.id, name)
    for message in catalogue.off_topic:
        yield Example(message.text)
    for kind in catalogue.small_talk:
        for messages in kind.messages.values():
            yield from (Example(message.text) for message in messages)

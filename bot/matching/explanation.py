"""Why a question was decided as it was, for an editor who wonders which words to add where."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.matching.features import document
from bot.matching.index import Index, Ranking
from bot.matching.keys import keys

TELLING = 5  # features of each kind that are worth showing


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the matcher saw.

    `read`: the message's keys, mended; `notions`: what they name; `reasons`: by kind ("notions", "words", "letters"),
    the features that speak for the first candidate and how much each adds to its score, most first.
    """

    read: tuple[str, ...]
    notions: tuple[str, ...]
    reasons: Mapping[str, tuple[tuple[str, float], ...]]


def explain(question: str, ranking: Ranking, index: Index) -> Explanation:
    """Look again at what `index` ranked as `ranking`."""
    read = tuple(ranking.repairs.get(word, word) for word in keys(question))
    reasons: dict[str, list[tuple[str, float]]] = {"notions": [], "words": [], "letters": []}
    if index.model and ranking.candidates:
        seen = document(read, index.lexicon)
        for name, part in index.model.reasons(seen, ranking.candidates[0].entry):
            kind = {"#": "notions", "=": "words"}.get(name[0], "letters")
            if part > 0 and len(reasons[kind]) < TELLING:
                reasons[kind].append((name.lstrip("#="), part))
    return Explanation(
        read, tuple(index.lexicon.notions(read)), {kind: tuple(found) for kind, found in reasons.items()}
    )

"""Entries whose questions are near an entry's own: what its reader may want to know next."""

from collections import defaultdict

from bot.content.page import Entry
from bot.matching.index import Candidate, Index
from bot.matching.keys import keys


def related(entry: Entry, index: Index) -> tuple[Candidate, ...]:
    """The other entries, nearest first, that the page does not name yet.

    The score is the chance that the index gives each, on average over the entry's own questions, as if they were new.
    """
    chances: defaultdict[str, float] = defaultdict(float)
    versions = entry.versions.values()
    asked = [text for each in versions for text in (each.title, *(question.text for question in each.questions))]
    for text in asked:
        for candidate in index.rank(keys(text)).candidates:
            chances[candidate.entry] += candidate.score / len(asked)
    named = {entry.id, *entry.see_also}
    found = (Candidate(name, score) for name, score in chances.items() if name not in named)
    return tuple(sorted(found, key=lambda each: (-each.score, each.entry)))

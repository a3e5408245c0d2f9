"""How the bot understood a question and what would have made it certain, in an editor's words."""

from collections.abc import Iterator
from math import ceil
from typing import Any

from bot.content.page import QUESTIONS, Entry
from bot.editions import Edition
from bot.matching.comparison import repaired
from bot.matching.decision import Kind
from bot.matching.keys import keys
from bot.matching.verdict import Cause, Heard, Verdict
from bot.texts import Texts, Translation
from bot.web import labels

LED = {Cause.UNSURE, Cause.AMBIGUOUS}  # a known question would settle it, most likely of the first entry
LACKING = {Cause.SMALL_TALK, Cause.OFF_TOPIC, Cause.UNLIKE}  # or of an entry that is not even in sight


def outcome(verdict: Verdict, say: Translation) -> str:
    """What the bot did."""
    if verdict.cause is Cause.SMALL_TALK:
        return say(labels.SMALL_TALK, kind=verdict.decision.small_talk)
    return say(labels.VERDICTS[verdict.decision.kind])


def facts(
    heard: Heard, verdict: Verdict, edition: Edition, texts: Texts, say: Translation
) -> Iterator[tuple[str, str]]:
    """Names and values of what the bot saw in the message."""
    ranking = verdict.ranking
    spoken = texts.translations.get(ranking.language or "")
    mended = repaired(heard.text, ranking.repairs, edition.index, edition.catalogue)
    notions = edition.index.lexicon.notions([ranking.repairs.get(word, word) for word in keys(heard.text)])
    found = {
        "method": say(labels.METHODS[ranking.method]) if verdict.candidates else "",
        "language": spoken.name if spoken else say(labels.UNCLEAR),
        "replied": texts[heard.language].name,
        "repairs": ", ".join(f"{each.typed} → {each.meant}" for each in mended),
        "notions": ", ".join(notions),
    }
    return ((say(labels.FACTS[name]), value) for name, value in found.items() if value)


def scales(verdict: Verdict, say: Translation) -> Iterator[dict[str, Any]]:
    """How much there is of what was needed, 0 to 1; in words rounded apart, so that what falls short is seen to."""
    ranking = verdict.ranking
    first = ranking.candidates[0].score if ranking.candidates else 0.0
    measures = {
        "exact": [],
        "model": [
            (labels.TRUST, ranking.trust, ranking.bounds.sure),
            (labels.REACH, ranking.reach, ranking.bounds.likely),
        ],
        "nearest": [(labels.NEARNESS, first, ranking.bounds.sure)],
    }
    for text, value, needed in measures[ranking.method]:
        percent = ceil(100 * needed) if value < needed else int(100 * needed)
        yield {"text": say(text, value=int(100 * value), needed=percent), "value": value, "needed": needed}


def candidates(verdict: Verdict, edition: Edition, say: Translation) -> Iterator[dict[str, Any]]:
    """The entries considered, what became of each, and how likely it was that the message is not ours."""
    decision = verdict.decision
    fates = dict.fromkeys(decision.also, "also")
    if decision.kind is Kind.SUGGEST:
        fates |= dict.fromkeys((each.entry for each in decision.candidates), "button")
    elif decision.kind is Kind.ANSWER:
        fates[decision.candidates[0].entry] = "answer"
    for candidate in verdict.candidates:
        entry, fate = edition.catalogue.entries[candidate.entry], fates.get(candidate.entry, "")
        title = entry.versions[say.language].title
        fate = say(labels.FATES[fate]) if fate else ""
        yield {"id": entry.id, "title": title, "score": candidate.score, "fate": fate}
    if verdict.candidates and verdict.ranking.method != "exact":
        yield {"id": "", "title": say(labels.OFF_TOPIC), "score": verdict.ranking.off_topic, "fate": ""}


def advice(heard: Heard, verdict: Verdict, edition: Edition, texts: Texts, say: Translation) -> list[str]:
    """What settled the decision and what would help; the last sentence leads to the `line` to add, if there is one."""
    entries, cause = edition.catalogue.entries, verdict.cause
    title = entries[heard.last].versions[say.language].title if cause is Cause.FOLLOW_UP else ""
    sentences = [say(labels.CAUSES[cause], title=title)]
    if verdict.ranking.method == "nearest":
        sentences.append(say(labels.TRAINING))
    if cause in LED:
        language = verdict.ranking.language or heard.language
        entry = entries[verdict.candidates[0].entry]
        heading, last = f"### {texts[language](QUESTIONS)}", entry.versions[language].questions[-1]
        sentences.append(say(labels.ADD, heading=heading, place=place(entry, last.line)))
    elif cause in LACKING:
        sentences.append(say(labels.ADD_THERE))
    return sentences


def line(heard: Heard, verdict: Verdict) -> str:
    """The message as a line of a page, where that would help; else ""."""
    return f"- {' '.join(heard.text.split())}" if verdict.cause in LED | LACKING else ""


def place(entry: Entry, number: int) -> str:
    """A line of an entry's page, as the checks name it."""
    return f"{'/'.join(entry.path.parts[-3:])}:{number}"

"""`ask`: the decision for one question, or for each line of standard input."""

import argparse
import json
import sys
from collections.abc import Iterator

from bot.commands.serving import editions
from bot.config import Config
from bot.content.catalogue import Catalogue
from bot.matching.decision import Decision, Kind
from bot.matching.explanation import explain
from bot.matching.index import Index, Ranking
from bot.matching.message import read
from bot.texts import ENGLISH, Texts, Translation, msgid

HELP = msgid("show what the bot would do with a question, or with each line of standard input")
EXPLAIN = msgid("say why")
READ = msgid("Read as: {words}")
MENDED = msgid("Mended: {words}")
KNOWN = msgid("It is a known question, word for word.")
UNTRAINED = msgid("The index is not trained yet; the nearest known questions were taken.")
KINDS = {
    "notions": msgid("Notions that speak for the first"),
    "words": msgid("Words that do"),
    "letters": msgid("Parts of words that do"),
}
LEAD = msgid("Chances: the first {first}, the second {second}, not ours {off_topic}.")
TRUST = msgid("That the first is right is trusted with {trust}; an answer needs {sure}.")
REACH = msgid("That the right one is among those shown, with {reach}; buttons need {likely}.")
AMBIGUOUS = msgid("Several entries are asked for with just these words, so it asks which.")
ONE_OBJECT = msgid("print one JSON object a line")


def add_arguments(parser: argparse.ArgumentParser, say: Translation) -> None:
    """A question, and how to print what becomes of it."""
    parser.add_argument("question", nargs="?")
    parser.add_argument("--json", action="store_true", help=say(ONE_OBJECT))
    parser.add_argument("--explain", action="store_true", help=say(EXPLAIN))


def run(arguments: argparse.Namespace, config: Config, texts: Texts) -> int:
    """Print a decision for each question, in order; 0."""
    served = editions(config, texts)
    served.train()
    edition = served.current
    lines = [arguments.question] if arguments.question is not None else (line.rstrip("\r\n") for line in sys.stdin)
    for question in lines:
        ranking, decision = read(question, edition.index, edition.catalogue)
        if arguments.json:
            found = _object(question, decision)
            found |= {"why": _why(question, ranking, edition.index)} if arguments.explain else {}
            print(json.dumps(found, ensure_ascii=False), flush=True)
        else:
            _print(decision, edition.catalogue, texts, explain=arguments.explain)
            if arguments.explain:
                say = texts.translations.get(config.locale, ENGLISH)
                print("\n".join(f"  {line}" for line in _in_words(question, ranking, edition.index, say)), flush=True)
    return 0


def _object(question: str, decision: Decision) -> dict[str, object]:
    return {
        "question": question,
        "language": decision.language,
        "decision": str(decision.kind),
        "entries": [{"id": c.entry, "score": round(c.score, 4)} for c in decision.candidates],
    }


def _why(question: str, ranking: Ranking, index: Index) -> dict[str, object]:
    seen = explain(question, ranking, index)
    return {
        "method": ranking.method,
        "trust": round(ranking.trust, 4),
        "sure_from": round(ranking.bounds.sure, 4),
        "reach": round(ranking.reach, 4),
        "likely_from": round(ranking.bounds.likely, 4),
        "off_topic": round(ranking.off_topic, 4),
        "ambiguous": ranking.ambiguous,
        "repairs": dict(ranking.repairs),
        "read": seen.read,
        "notions": seen.notions,
        "reasons": {kind: [[name, round(part, 3)] for name, part in found] for kind, found in seen.reasons.items()},
    }


def _in_words(question: str, ranking: Ranking, index: Index, say: Translation) -> Iterator[str]:
    seen = explain(question, ranking, index)
    yield say(READ, words=" ".join(seen.read))
    if ranking.repairs:
        yield say(MENDED, words=", ".join(f"{word} → {better}" for word, better in ranking.repairs.items()))
    if ranking.method == "exact":
        yield say(KNOWN)
        return
    if ranking.method == "nearest":
        yield say(UNTRAINED)
    for kind, found in seen.reasons.items():
        features = ", ".join(f"«{name.strip()}» +{part:.2f}" for name, part in found)
        yield f"{say(KINDS[kind])}: {features or '–'}"
    first, second, *_ = [*(candidate.score for candidate in ranking.candidates), 0.0, 0.0]
    yield say(LEAD, first=f"{first:.2f}", second=f"{second:.2f}", off_topic=f"{ranking.off_topic:.2f}")
    yield say(TRUST, trust=f"{ranking.trust:.2f}", sure=f"{ranking.bounds.sure:.2f}")
    yield say(REACH, reach=f"{ranking.reach:.2f}", likely=f"{ranking.bounds.likely:.2f}")
    if ranking.ambiguous:
        yield say(AMBIGUOUS)


def _print(decision: Decision, catalogue: Catalogue, texts: Texts, *, explain: bool) -> None:
    language = decision.language if decision.language in texts.languages else texts.default
    print(f"{decision.kind} ({language})")
    if decision.kind is not Kind.UNKNOWN or explain:
        for candidate in decision.candidates:
            title = catalogue.entries[candidate.entry].versions[language].title
            print(f"  {candidate.score:.2f}  {candidate.entry}  {title}")

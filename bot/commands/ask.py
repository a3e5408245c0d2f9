"""`ask`: the decision for one question, or for each line of standard input."""

import argparse
import json
import sys

from bot.commands.serving import editions
from bot.config import Config
from bot.content.catalogue import Catalogue
from bot.matching.decision import Decision, Kind, decide
from bot.matching.index import Ranking
from bot.texts import Texts, Translation, msgid

HELP = msgid("show what the bot would do with a question, or with each line of standard input")
EXPLAIN = msgid("say why")
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
        ranking = edition.index.find(question)
        decision = decide(ranking, edition.catalogue.urgent)
        if arguments.json:
            found = _object(question, decision)
            found |= {"why": _why(ranking)} if arguments.explain else {}
            print(json.dumps(found, ensure_ascii=False), flush=True)
        else:
            _print(decision, ranking, edition.catalogue, texts, explain=arguments.explain)
    return 0


def _object(question: str, decision: Decision) -> dict[str, object]:
    return {
        "question": question,
        "language": decision.language,
        "decision": str(decision.kind),
        "entries": [{"id": c.entry, "score": round(c.score, 4)} for c in decision.candidates],
    }


def _why(ranking: Ranking) -> dict[str, object]:
    return {
        "method": ranking.method,
        "trust": round(ranking.trust, 4),
        "sure_from": round(ranking.bounds.sure, 4),
        "reach": round(ranking.reach, 4),
        "likely_from": round(ranking.bounds.likely, 4),
        "off_topic": round(ranking.off_topic, 4),
        "ambiguous": ranking.ambiguous,
        "repairs": dict(ranking.repairs),
    }


def _print(decision: Decision, ranking: Ranking, catalogue: Catalogue, texts: Texts, *, explain: bool) -> None:
    language = decision.language if decision.language in texts.languages else texts.default
    print(f"{decision.kind} ({language})")
    if decision.kind is not Kind.UNKNOWN or explain:
        for candidate in decision.candidates:
            title = catalogue.entries[candidate.entry].versions[language].title
            print(f"  {candidate.score:.2f}  {candidate.entry}  {title}")
    if explain:
        print("  " + json.dumps(_why(ranking), ensure_ascii=False))

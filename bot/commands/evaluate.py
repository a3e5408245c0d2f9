"""`evaluate`: score labelled questions."""

import argparse
import json
from collections import defaultdict
from pathlib import Path

from bot.commands.serving import editions
from bot.config import Config
from bot.matching import evaluation
from bot.matching.decision import Decision
from bot.matching.evaluation import Confusion, Labelled
from bot.matching.message import read
from bot.texts import ENGLISH, Texts, Translation, msgid

HELP = msgid("score labelled questions (columns id, lang, style, question, accept)")
CONFUSED = msgid("Wanted <- answered instead:")
LACKS = msgid("no question of {page} has: {words}")
HAS_ALL = msgid("{page} has all these words: add a question that {other} could not answer")
NOT_OURS = msgid("a message that is not ours: add such to _offtopic.md, or drop what draws it to {other}")
AS_JSON = msgid("print one JSON object")


def add_arguments(parser: argparse.ArgumentParser, say: Translation) -> None:
    """Files of labelled questions."""
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--json", action="store_true", help=say(AS_JSON))


def run(arguments: argparse.Namespace, config: Config, texts: Texts) -> int:
    """Print the figures for all rows, each language and each style; 0."""
    served = editions(config, texts)
    served.train()
    catalogue, index = served.current.catalogue, served.current.index
    topics = {entry.id: entry.topic for entry in catalogue.entries.values()}
    groups: dict[str, list[tuple[Labelled, Decision]]] = defaultdict(list)
    for path in arguments.files:
        for row in evaluation.read(path):
            pair = (row, read(row.question, index, catalogue)[1])
            for group in ("all", row.language, row.style):
                groups[group].append(pair)
    figures = {
        group: {"rows": len(pairs), **evaluation.shares(evaluation.score(pairs, topics, catalogue.urgent))}
        for group, pairs in groups.items()
    }
    known = {
        entry.id: [question.text for version in entry.versions.values() for question in version.questions]
        for entry in catalogue.entries.values()
    }
    confused = evaluation.confusions(groups["all"], known)
    say = texts.translations.get(config.locale, ENGLISH)
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for group, values in figures.items():
            print(f"{group:22}" + "  ".join(f"{name} {value}" for name, value in values.items()))
        print(f"\n{say(CONFUSED)}" if confused else "")
        for each in confused:
            print(f"{len(each.questions)}  {each.wanted} <- {each.answered}: {each.questions[0]}")
            print(f"   {_advice(each, say)}")
    return 0


def _advice(confusion: Confusion, say: Translation) -> str:
    if confusion.wanted == evaluation.NONE:
        return say(NOT_OURS, other=confusion.answered)
    if confusion.lacking:
        return say(LACKS, page=confusion.wanted, words=", ".join(confusion.lacking))
    return say(HAS_ALL, page=confusion.wanted, other=confusion.answered)

"""`evaluate`: score labelled questions."""

import argparse
import json
from collections import defaultdict
from pathlib import Path

from bot.commands.serving import editions
from bot.config import Config
from bot.matching import evaluation
from bot.matching.decision import Decision, decide
from bot.matching.evaluation import Labelled
from bot.texts import ENGLISH, Texts, Translation, msgid

HELP = msgid("score labelled questions (columns id, lang, style, question, accept)")
CONFUSED = msgid("Wanted <- answered instead (the page wanted lacks such words, or the other has them too):")
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
            pair = (row, decide(index.find(row.question), catalogue.urgent))
            for group in ("all", row.language, row.style):
                groups[group].append(pair)
    figures = {
        group: {"rows": len(pairs), **evaluation.shares(evaluation.score(pairs, topics, catalogue.urgent))}
        for group, pairs in groups.items()
    }
    confused = evaluation.confusions(groups["all"])
    say = texts.translations.get(config.locale, ENGLISH)
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for group, values in figures.items():
            print(f"{group:22}" + "  ".join(f"{name} {value}" for name, value in values.items()))
        print(f"\n{say(CONFUSED)}" if confused else "")
        for wanted, answered, questions in confused:
            print(f"{len(questions)}  {wanted} <- {answered}: {questions[0]}")
    return 0

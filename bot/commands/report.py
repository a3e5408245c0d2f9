"""`report`: what readers ask and the bot has no answer to."""

import argparse

from bot.commands import unanswered
from bot.commands.serving import editions
from bot.config import Config
from bot.texts import ENGLISH, Texts, Translation, msgid

HELP = msgid("show what readers ask and the bot has no answer to")
UNANSWERED = msgid("the questions without an answer, in groups")


def add_arguments(parser: argparse.ArgumentParser, say: Translation) -> None:
    """What to show."""
    parser.add_argument("--unanswered", action="store_true", required=True, help=say(UNANSWERED))


def run(_: argparse.Namespace, config: Config, texts: Texts) -> int:
    """Print it; 0."""
    served = editions(config, texts)
    served.train()
    say = texts.translations.get(config.locale, ENGLISH)
    print(unanswered.show(unanswered.groups(config, served.current), say))
    return 0

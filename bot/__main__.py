"""The one door: `python -m bot COMMAND`."""

import argparse
import json
import logging
import os
import sys
from typing import Protocol

from bot import texts
from bot.commands import ask, backup, chat, check, evaluate, preview, run
from bot.config import LOCALES, Config, locale
from bot.errors import BotError
from bot.texts import ENGLISH, Texts, Translation

STOPPED = 130  # what a shell reports after Ctrl+C


class Command(Protocol):
    """What a module of bot/commands/ holds."""

    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser, say: Translation, /) -> None:
        """Declare the command's words."""

    def run(self, arguments: argparse.Namespace, config: Config, texts: Texts, /) -> int:
        """Do it, and give the exit code."""


COMMANDS: dict[str, Command] = {
    "run": run,
    "backup": backup,
    "preview": preview,
    "chat": chat,
    "ask": ask,
    "check": check,
    "evaluate": evaluate,
}


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for machines that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger and message; the traceback where there is one."""
        line = {"time": self.formatTime(record), "level": record.levelname, "logger": record.name}
        line["message"] = record.getMessage()
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def main(argv: list[str]) -> int:
    """Run one command and give its exit code: 0 done, 1 it failed, 2 it was asked for what cannot be done."""
    say = ENGLISH
    try:
        spoken = texts.load(LOCALES)
        say = spoken.translations.get(locale(os.environ), ENGLISH)
        config = Config.from_env(os.environ)
        arguments = _parser(say).parse_args(argv)
        _log(config)
        return COMMANDS[arguments.command].run(arguments, config, spoken)
    except BotError as error:
        print(say(error.message).format(**error.values), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return STOPPED


def _parser(say: Translation) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bot")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        about = say(command.HELP)
        command.add_arguments(commands.add_parser(name, help=about, description=about), say)
    return parser


def _log(config: Config) -> None:
    handler = logging.StreamHandler()
    text = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter() if config.log_format == "json" else text)
    # Of libraries nothing below INFO: such lines of theirs hold the token and readers' words.
    logging.basicConfig(level="INFO" if config.log_level == "DEBUG" else config.log_level, handlers=[handler])
    logging.getLogger("bot").setLevel(config.log_level)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

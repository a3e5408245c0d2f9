"""The one door: `python -m bot COMMAND`."""

import argparse
import gc
import json
import logging
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from io import TextIOWrapper
from typing import Protocol, cast

from bot import texts
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


COMMANDS = (
    *("run", "backup", "preview", "chat", "ask", "check"),
    *("new", "related", "evaluate", "report", "adopt"),
)


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
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # not every terminal and file of an editor's has ң, ө and ү
    try:
        spoken = texts.load(LOCALES)
        say = spoken.translations.get(locale(os.environ), ENGLISH)
        config = Config.from_env(os.environ)
        known = commands(argv[0] if argv else "")
        arguments = _parser(known, say).parse_args(argv)
        _log(config)
        return known[arguments.command].run(arguments, config, spoken)
    except BotError as error:
        print(say(error.message).format(**error.values), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return STOPPED


def commands(named: str) -> dict[str, Command]:
    """The command that is named, else all of them: `run` need not wait for what the others import."""
    gc.disable()  # what is imported stays, so looking for cycles in it is time lost
    names = [named] if named in COMMANDS else COMMANDS
    found = {name: cast(Command, import_module(f"bot.commands.{name}")) for name in names}
    gc.freeze()
    gc.enable()
    return found


def _parser(known: Mapping[str, Command], say: Translation) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bot")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in known.items():
        about = say(command.HELP)
        command.add_arguments(subparsers.add_parser(name, help=about, description=about), say)
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

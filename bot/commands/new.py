"""`new`: a page with everything but its words."""

import argparse
from datetime import date
from pathlib import Path

from bot import editions
from bot.config import Config
from bot.content import template
from bot.content.catalogue import TOPIC_PAGE
from bot.content.checks import QUESTIONS_WANTED
from bot.content.page import ID_LIMIT, is_id
from bot.errors import ConfigError
from bot.texts import ENGLISH, Texts, Translation, msgid

HELP = msgid("begin a new page of the FAQ")
PAGE = msgid("the topic's folder and the new page's id, for example consular/lost-passport")
TOPIC = msgid("begin the topic too, if there is none with this name")
NO_ID = msgid(
    "“{page}” is not TOPIC/ID: each is small Latin letters, digits and hyphens, at most {limit} characters, for "
    "example consular/lost-passport."
)
TAKEN = msgid("There is a page with the id “{id}” already: {path}.")
NO_TOPIC = msgid("There is no topic “{topic}”. There are: {known}. To begin a new one, add --topic.")
NOT_WRITTEN = msgid("{path} cannot be written: {reason}")
MADE = msgid("{path} is made.")
NEXT = msgid(
    "Write in it: behind “Source” the paragraphs it rests on, in each language a title and an answer, and {wanted} or "
    "more ways people ask. “python -m bot check” tells what is still missing; until then readers get the FAQ as it was."
)
NEXT_TOPIC = msgid("Write in it the topic's name in each language; “Order” is its place in the menu.")


def add_arguments(parser: argparse.ArgumentParser, say: Translation) -> None:
    """Where the page will lie."""
    parser.add_argument("page", metavar="TOPIC/ID", help=say(PAGE))
    parser.add_argument("--topic", action="store_true", help=say(TOPIC))


def run(arguments: argparse.Namespace, config: Config, texts: Texts) -> int:
    """Write the page and say what to do next; 0."""
    say = texts.translations.get(config.locale, ENGLISH)
    languages = list(texts.translations.values())
    topic, _, name = arguments.page.partition("/")
    if not is_id(topic) or not is_id(name):
        raise ConfigError(NO_ID, page=arguments.page, limit=ID_LIMIT)
    folder, known = config.faq_dir / topic, sorted(path.parent.name for path in config.faq_dir.glob(f"*/{TOPIC_PAGE}"))
    for path in config.faq_dir.glob(f"*/{name}.md"):
        raise ConfigError(TAKEN, id=name, path=path)
    if topic not in known:
        if not arguments.topic:
            raise ConfigError(NO_TOPIC, topic=topic, known=", ".join(known) or "–")
        found, _ = editions.read(config.faq_dir, config.digest, texts)
        order = max((each.order for each in found.topics), default=0) + 1
        _write(folder / TOPIC_PAGE, template.topic(languages, order))
        print(say(MADE, path=folder / TOPIC_PAGE), say(NEXT_TOPIC), sep="\n")
    _write(folder / f"{name}.md", template.page(date.today(), languages))
    print(say(MADE, path=folder / f"{name}.md"), say(NEXT, wanted=QUESTIONS_WANTED), sep="\n")
    return 0


def _write(path: Path, text: str) -> None:
    """A new file. Raises ConfigError when it cannot be made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise ConfigError(NOT_WRITTEN, path=path, reason=error.strerror) from error

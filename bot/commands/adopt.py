"""`adopt`: a group of questions without an answer becomes lines of a page, and a transcript that wants them."""

import argparse
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.commands import unanswered
from bot.commands.serving import editions
from bot.config import Config
from bot.content import addition, template
from bot.content.catalogue import Catalogue
from bot.content.page import Entry, is_id
from bot.errors import ConfigError
from bot.matching.grouping import Group
from bot.matching.keys import keys
from bot.scrubbing import MASK
from bot.texts import ENGLISH, Texts, Translation, msgid

HELP = msgid("make question lines of a page, or a new page, of a group of questions without an answer")
GROUP = msgid("the group, as “report --unanswered” names it")
INTO = msgid("the entry that answers them")
NEW = msgid("a new entry that will answer them, in a topic that there is")
ADDED = msgid("{path}: questions added: {count}. Look whether each is what people mean.")
CREATED = msgid("{path}: a new page, questions: {count}. Write its source, titles and answers.")
LEFT_OUT = msgid("Left out, because something in it is masked: {question}")
WANTED = msgid("{path}: says that the bot is to answer them so.")
NAMELESS = msgid("Everybody can read what stands there: see that no line names a person.")
NEXT = msgid("Then: python -m bot check")
NOT_WRITTEN = msgid("{path} cannot be written: {reason}")
_NOT_IN_A_LINE = re.compile(r"[^\w\s,.?!:;«»“”\"'’()%/–—-]|_")
_FIRST = re.compile(r"^\W+")


@dataclass(frozen=True, slots=True)
class Line:
    """One question as it will stand in a page."""

    question: str
    language: str


def add_arguments(parser: argparse.ArgumentParser, say: Translation) -> None:
    """Which group, and where to."""
    parser.add_argument("group", metavar="GROUP", help=say(GROUP))
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--into", metavar="ENTRY", help=say(INTO))
    where.add_argument("--new", metavar="TOPIC/ENTRY", help=say(NEW))


def run(arguments: argparse.Namespace, config: Config, texts: Texts) -> int:
    """Write the page and the transcripts, all or nothing; 0. Raises ConfigError for what is not there."""
    served = editions(config, texts)
    served.train()
    catalogue = served.current.catalogue
    entry = _entry(arguments.into, catalogue) if arguments.into else None
    path = entry.path if entry else _new(arguments.new, catalogue, config.faq_dir)
    group = _group(arguments.group, unanswered.groups(config, served.current))
    lines = list(_lines(group, texts, entry))
    if not lines:
        raise ConfigError(
            "Nothing of group {id} can stand in a page as it is: something in every question is masked, or stands "
            "there already. Write a line of your own.",
            id=group.id,
        )
    written = {path: _page(path, entry, lines, texts)}
    folder = config.faq_dir.parent / "tests" / "transcripts" / "adopted"
    for language in texts.languages:
        transcript = folder / f"{path.stem}.{language}.txt"
        written[transcript] = _transcript(transcript, language, path.stem, entry, lines)
    _write(written)
    print("\n".join(_told(written, path, entry, group, lines, texts.translations.get(config.locale, ENGLISH))))
    return 0


def _entry(name: str, catalogue: Catalogue) -> Entry:
    if name not in catalogue.entries:
        raise ConfigError(
            "There is no entry “{id}”. Did you mean {suggestion}?",
            id=name,
            suggestion=", ".join(difflib.get_close_matches(name, catalogue.entries, 3, 0)),
        )
    return catalogue.entries[name]


def _new(name: str, catalogue: Catalogue, faq: Path) -> Path:
    topic, _, entry = name.partition("/")
    topics = [each.id for each in catalogue.topics]
    if topic not in topics:
        raise ConfigError("“{name}” begins with no topic. There are: {known}.", name=name, known=", ".join(topics))
    if not is_id(entry):
        raise ConfigError(
            "“{id}” cannot be an id: use small Latin letters, digits and hyphens, for example {topic}/new-question.",
            id=entry,
            topic=topic,
        )
    if entry in catalogue.entries:
        raise ConfigError("The entry “{id}” is there already: use --into {id}.", id=entry)
    return faq / topic / f"{entry}.md"


def _group(name: str, groups: Iterable[Group]) -> Group:
    for group in groups:
        if group.id == name:
            return group
    raise ConfigError("There is no group “{id}” now; “python -m bot report --unanswered” lists them.", id=name)


def _lines(group: Group, texts: Texts, entry: Entry | None) -> Iterator[Line]:
    """What can stand in the page: each question once, nothing that has a mask in it, nothing that is there already."""
    versions = entry.versions.values() if entry else ()
    there = [version.title for version in versions] + [each.text for version in versions for each in version.questions]
    known = {keys(text) for text in there} | {()}
    for example in group.examples:
        question = _FIRST.sub("", " ".join(_NOT_IN_A_LINE.sub(" ", example.question).split()))
        if MASK not in example.question and keys(question) not in known and example.language in texts.languages:
            known.add(keys(question))
            yield Line(question, example.language)


def _page(path: Path, entry: Entry | None, lines: Iterable[Line], texts: Texts) -> bytes:
    languages = list(texts.translations.values())
    questions = {name: [line.question for line in lines if line.language == name] for name in texts.languages}
    if not entry:
        return template.page(date.today(), languages, questions=questions).encode()
    data = path.read_bytes()
    for language, asked in questions.items():
        data = addition.added(data, path, languages, language, asked) if asked else data
    return data


def _transcript(path: Path, language: str, name: str, entry: Entry | None, lines: Iterable[Line]) -> bytes:
    """A case a question, added to those that are there; each language's file holds all, so that they are twins."""
    text = (
        path.read_text(encoding="utf-8") if path.exists() else "# Questions that readers asked before it was there.\n"
    )
    there = text.splitlines()
    for line in lines:
        if f"== {line.question}" not in there:
            spoken = "" if line.language == language else f" ({line.language})"
            text += f"\n== {line.question}\n> {line.question}\n< faq {name}{spoken}\n"
            text += f"< show {name}\n" if entry and entry.show else ""
    return text.encode()


def _write(written: Mapping[Path, bytes]) -> None:
    """Each file beside its place first; raises ConfigError, with every file as it was, where one cannot be written."""
    new = {path: path.with_name(f"{path.name}.new") for path in written}
    try:
        for path, data in written.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            new[path].write_bytes(data)
    except OSError as error:
        for beside in new.values():
            with suppress(OSError):
                beside.unlink()
        raise ConfigError(NOT_WRITTEN, path=path, reason=error.strerror) from error
    for path, beside in new.items():
        beside.replace(path)


def _told(
    written: Mapping[Path, bytes], path: Path, entry: Entry | None, group: Group, lines: list[Line], say: Translation
) -> Iterator[str]:
    yield say(ADDED if entry else CREATED, path=path, count=len(lines))
    yield from (say(WANTED, path=each) for each in written if each != path)
    yield from (say(LEFT_OUT, question=each.question) for each in group.examples if MASK in each.question)
    yield say(NAMELESS)
    yield say(NEXT)

"""The whole FAQ: topics, entries and off-topic messages, read from its folder."""

import base64
import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from bot.content import concepts, digest, fields, markdown, page, smalltalk
from bot.content.concepts import CONCEPTS_FILE, Concept
from bot.content.digest import Digest
from bot.content.page import TITLE_LIMIT, Entry, Question
from bot.content.problem import Problem
from bot.content.readings import Readings
from bot.content.smalltalk import SmallTalk
from bot.content.translations import TRANSLATIONS_FILE
from bot.texts import Translation

TOPIC_PAGE = "_topic.md"
OFF_TOPIC_PAGE = "_offtopic.md"
SMALL_TALK_PAGE = "_smalltalk.md"
CODE_BYTES = 5  # eight letters; two entries in a thousand million have the same


@dataclass(frozen=True, slots=True)
class Topic:
    """A group of entries; its id is its folder's name."""

    id: str
    order: int
    first: tuple[str, ...]
    titles: Mapping[str, str]
    path: Path
    lines: Mapping[str, int]


@dataclass(frozen=True)
class Catalogue:
    """Everything that readers can be told, immutable; `content_hash` changes when any file of it does."""

    topics: tuple[Topic, ...]
    entries: Mapping[str, Entry]
    broken: frozenset[str]  # ids of pages that cannot be read now
    off_topic: tuple[Question, ...]
    off_topic_path: Path
    concepts: tuple[Concept, ...]
    small_talk: tuple[SmallTalk, ...]
    digest: Digest
    content_hash: str

    def of_topic(self, topic_id: str) -> tuple[Entry, ...]:
        """The topic's entries in menu order: those that the topic names first, then the others by id."""
        return self._of_topic.get(topic_id, ())

    def code(self, entry_id: str) -> str:
        """A short name of an entry, for buttons that must name several; it never changes."""
        return base64.b32encode(hashlib.blake2b(entry_id.encode(), digest_size=CODE_BYTES).digest()).decode().lower()

    def decoded(self, codes: Iterable[str]) -> tuple[Entry, ...]:
        """The entries of short names; a name that is none's, or two entries', is left out."""
        return tuple(self._by_code[code] for code in codes if code in self._by_code)

    @cached_property
    def urgent(self) -> frozenset[str]:
        """The ids of entries whose reader may be in danger."""
        return frozenset(entry.id for entry in self.entries.values() if entry.urgent)

    def by_law(self, notions: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
        """The ids of entries that tell the law of a place abroad among these notions, and of those of another place."""
        entries = [entry for entry in self.entries.values() if entry.valid_in and not self._places.isdisjoint(notions)]
        here = frozenset(entry.id for entry in entries if not {*notions}.isdisjoint(entry.valid_in))
        return here, frozenset(entry.id for entry in entries) - here

    @cached_property
    def _places(self) -> frozenset[str]:
        return frozenset(concept.name for concept in self.concepts if concept.place)

    @cached_property
    def _by_code(self) -> dict[str, Entry]:
        codes = Counter(self.code(name) for name in self.entries)
        return {self.code(name): entry for name, entry in self.entries.items() if codes[self.code(name)] == 1}

    @cached_property
    def _of_topic(self) -> dict[str, tuple[Entry, ...]]:
        return {topic.id: self._ordered(topic) for topic in self.topics}

    def _ordered(self, topic: Topic) -> tuple[Entry, ...]:
        rank = {entry_id: number for number, entry_id in enumerate(topic.first)}
        entries = [entry for entry in self.entries.values() if entry.topic == topic.id]
        return tuple(sorted(entries, key=lambda entry: (rank.get(entry.id, len(rank)), entry.id)))


def load(
    contents: Mapping[Path, bytes],
    faq: Path,
    digest_path: Path,
    languages: Iterable[Translation],
    readings: Readings | None = None,
) -> tuple[Catalogue, list[Problem]]:
    """Read the `files` of the folder `faq` and the digest, or of `readings` take those of files that have not changed.

    Pages with problems are left out; the problems come back with the rest.
    """
    languages, readings = list(languages), readings or Readings()
    readings.begin()
    sources, found = readings.of(contents.get(digest_path, b""), digest_path, digest.read)
    problems = [*found]
    apart = {digest_path, faq / TRANSLATIONS_FILE}  # readers are told nothing of what stands in the latter
    contents = {path: data for path, data in contents.items() if path not in apart}
    topics: dict[str, Topic] = {}
    entries: dict[str, Entry] = {}
    broken: set[str] = set()
    off_topic: tuple[Question, ...] = ()
    notions: tuple[Concept, ...] = ()
    kinds: tuple[SmallTalk, ...] = ()
    for path, data in contents.items():
        if path == faq / OFF_TOPIC_PAGE:
            off_topic, found = readings.of(data, path, partial(_off_topic, languages=languages))
        elif path == faq / SMALL_TALK_PAGE:
            kinds, found = readings.of(data, path, partial(smalltalk.read, languages=languages))
        elif path == faq / CONCEPTS_FILE:
            notions, found = readings.of(data, path, concepts.read)
        elif path.parent.parent != faq or (path.name.startswith("_") and path.name != TOPIC_PAGE):
            found = [Problem(path, 1, "F03")]
        elif path.name == TOPIC_PAGE:
            topic, found = _topic(data, path, languages)
            topics |= {topic.id: topic} if topic else {}
        else:
            misnamed = _misnamed(path, entries)
            entry, found = misnamed or readings.of(data, path, partial(page.read, languages=languages))
            if entry:
                entries[entry.id] = entry
            else:
                broken.add(path.stem)
        problems += found
    for folder in {path.parent for path in contents if path.parent.parent == faq}:
        if folder / TOPIC_PAGE not in contents:
            problems.append(Problem(folder / TOPIC_PAGE, 1, "F06", {"file": TOPIC_PAGE}))
    hashed = hashlib.sha256()
    for path, data in contents.items():
        hashed.update(f"{path.relative_to(faq)}\0{len(data)}\0".encode() + data)
    ordered = tuple(sorted(topics.values(), key=lambda topic: (topic.order, topic.id)))
    unread, ours = frozenset(broken), faq / OFF_TOPIC_PAGE
    read = Catalogue(ordered, entries, unread, off_topic, ours, notions, kinds, sources, hashed.hexdigest())
    return read, problems


def _misnamed(path: Path, entries: Mapping[str, Entry]) -> tuple[None, list[Problem]] | None:
    """What comes of a page whose file's name can be no id; None of any other."""
    if not page.is_id(path.stem):
        return None, [Problem(path, 1, "F04", {"id": path.stem, "limit": page.ID_LIMIT})]
    if path.stem in entries:
        return None, [Problem(path, 1, "F05", {"id": path.stem, "other": entries[path.stem].path})]
    return None


def _topic(data: bytes, path: Path, languages: list[Translation]) -> tuple[Topic | None, list[Problem]]:
    text, problems = markdown.decode(data, path)
    found, body, more = fields.read(text, path, ("Order", "First"), ("Order",))
    sections, refused = markdown.read(body, path)
    problems += more + refused
    titles = {}
    by_name = {say.name: say.language for say in languages}
    for section in sections:
        name, _, title = (part.strip() for part in section.heading.partition(":"))
        if name not in by_name or section.level != 2:
            values = {"heading": section.heading, "known": ", ".join(f"## {known}: …" for known in by_name)}
            problems.append(Problem(path, section.line, "F21", values))
        elif not title:
            problems.append(Problem(path, section.line, "F23", {"heading": name}))
        elif len(title) > TITLE_LIMIT:
            problems.append(Problem(path, section.line, "F24", {"length": len(title), "limit": TITLE_LIMIT}))
        else:
            titles[by_name[name]] = title
    if not problems:
        problems += [Problem(path, 1, "F20", {"heading": say.name}) for say in languages if say.language not in titles]
    order = found.number("Order")
    lines = {"First": found.line("First")}
    topic = Topic(path.parent.name, order, found.names("First"), titles, path, lines)
    return (None, problems) if problems else (topic, [])


def _off_topic(data: bytes, path: Path, languages: list[Translation]) -> tuple[tuple[Question, ...], list[Problem]]:
    text, problems = markdown.decode(data, path)
    sections, refused = markdown.read(text, path)
    problems += refused
    messages: tuple[Question, ...] = ()
    names = [say.name for say in languages]
    for section in sections:
        if section.heading not in names:
            values = {"heading": section.heading, "known": ", ".join(f"## {name}" for name in names)}
            problems.append(Problem(path, section.line, "F21", values))
        else:
            messages += page.list_items(section, path, problems)
    return messages, problems

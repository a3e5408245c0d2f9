"""Which versions of a page were last found to say the same, read from faq/_translations.txt, and what changed since."""

import hashlib
import re
import textwrap
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from bot.content.page import Entry, Version
from bot.content.problem import Problem
from bot.texts import Translation, msgid

TRANSLATIONS_FILE = "_translations.txt"
HEAD = msgid(
    "Which versions of each page were last found to say the same: the page, then for each language a number made of "
    "its title and answer. “python -m bot check --agreed” writes this file; nobody need edit it by hand. When one "
    "language of a page changes and another does not, “check” advises to look at the other. Deleting a page's line "
    "silences that."
)
WIDTH = 120
HASH_BYTES = 4  # one change in four thousand million goes unnoticed
_LINE = re.compile(r"([a-z0-9-]+)((?: [a-z]{2,3}-[0-9a-f]{8})+)")
Agreed = Mapping[str, Mapping[str, str]]  # by entry, by language: the hash of that version


def read(data: bytes, path: Path) -> tuple[Agreed, list[Problem]]:
    """Read the file, one page a line; a line that cannot be read counts for nothing."""
    problems: list[Problem] = []
    agreed: dict[str, dict[str, str]] = {}
    for number, line in enumerate(data.decode(errors="replace").split("\n"), 1):
        content = line.strip()
        match = _LINE.fullmatch(content)
        if match and match[1] not in agreed:
            pairs = (pair.partition("-") for pair in match[2].split())
            agreed[match[1]] = {language: hashed for language, _, hashed in pairs}
        elif content and not content.startswith("#"):
            problems.append(Problem(path, number, "W75", {"text": content[:60]}))
    return agreed, problems


def check(entries: Mapping[str, Entry], agreed: Agreed, languages: Collection[Translation]) -> Iterator[Problem]:
    """W71 at each version that stayed while another changed; where all changed, they were changed together."""
    for entry in entries.values():
        before = agreed.get(entry.id, {})
        known = [say for say in languages if say.language in before]
        changed = [say for say in known if content_hash(entry.versions[say.language]) != before[say.language]]
        for say in known:
            if changed and say not in changed:
                names = ", ".join(each.name for each in changed)
                values = {"changed": names, "unchanged": say.name, "id": entry.id}
                yield Problem(entry.path, entry.versions[say.language].line, "W71", values)


def content_hash(version: Version) -> str:
    """Of what a version says: its title and answer, whatever the spaces and the ends of lines."""
    words = [version.title, *(part.text for part in version.answer)]
    said = "\n".join(" ".join(text.split()) for text in words)
    return hashlib.blake2b(said.encode(), digest_size=HASH_BYTES).hexdigest()


def written(agreed: Agreed, entries: Collection[Entry], languages: Collection[Translation]) -> str:
    """The file when the versions of `entries` say the same and those of `agreed` did."""
    lines = {**agreed}
    for entry in entries:
        lines[entry.id] = {language: content_hash(version) for language, version in entry.versions.items()}
    head = (textwrap.wrap(say(HEAD), WIDTH, initial_indent="# ", subsequent_indent="# ") for say in languages)
    rows = (
        " ".join([name, *(f"{language}-{hashed}" for language, hashed in sorted(hashes.items()))])
        for name, hashes in sorted(lines.items())
    )
    return "\n".join([*(line for lines in head for line in [*lines, "#"]), *rows, ""])

"""Imports point one way, and one library belongs to one place: bot/README.md's list, enforced."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Leaves first; a layer may import those above it and itself.
LAYERS = [
    [
        "bot.albums",
        "bot.cache",
        "bot.config",
        "bot.errors",
        "bot.packing",
        "bot.recent",
        "bot.texts",
        "bot.metrics",
        "bot.attempt",
    ],
    ["bot.content"],
    ["bot.matching"],
    ["bot.guides"],
    ["bot.storage"],
    ["bot.replies"],
    ["bot.offline_copy"],
    ["bot.compiled"],
    ["bot.editions"],
    ["bot.scrubbing"],
    ["bot.unanswered"],
    ["bot.report"],
    ["bot.context"],
    ["bot.relaying"],
    ["bot.tally"],
    ["bot.erasure"],
    ["bot.handlers"],
    ["bot.calls"],
    ["bot.app"],
    ["bot.delivery"],
    ["bot.web"],
    ["bot.commands"],
    ["bot.__main__"],
]
ONLY_HERE = {
    "telegram.ext": [
        "bot.app",
        "bot.context",
        "bot.relaying",
        "bot.erasure",
        "bot.handlers",
        "bot.calls",
        "bot.delivery",
    ],
    "telegram": [
        "bot.app",
        "bot.attempt",
        "bot.context",
        "bot.relaying",
        "bot.tally",
        "bot.handlers",
        "bot.calls",
        "bot.replies",
        "bot.delivery",
        "bot.web.health",
        "bot.commands",
    ],
    "aiosqlite": ["bot.storage.sqlite"],
    "sqlite3": ["bot.storage.sqlite", "bot.storage.group_commit"],
    "asyncpg": ["bot.storage.postgres"],
    "rapidfuzz": ["bot.matching.likeness"],
    "numpy": ["bot.matching"],
    "matplotlib": ["bot.report.charts"],
    "markdown_it": ["bot.content.markdown"],
    "babel": ["bot.texts", "bot.replies", "bot.content.facts", "bot.guides.dates", "bot.guides.months"],
    "aiohttp": ["bot.calls", "bot.web", "bot.commands.preview"],
    "prometheus_client": ["bot.metrics"],
    "argparse": ["bot.__main__", "bot.commands"],
}
PURE = [
    "bot.content",
    "bot.matching.keys",
    "bot.matching.decision",
    "bot.matching.index",
    "bot.matching.grouping",
    "bot.guides",
    "bot.scrubbing",
]
IMPURE = {"datetime.date.today", "datetime.datetime.now", "time", "random", "os", "socket"}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        yield name, path


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            whole = f"{node.module}"
            known = {name for name, _ in modules()}
            for alias in node.names:
                inner = f"{whole}.{alias.name}"
                yield node.lineno, inner if inner in known else whole


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def rank(name: str) -> int:
    return next(number for number, layer in enumerate(LAYERS) if any(within(name, member) for member in layer))


MODULES = [(name, path) for name, path in modules() if name != "bot"]


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_imports_point_one_way(name: str, path: Path) -> None:
    for line, imported in imports(path):
        if within(imported, "bot") and imported != "bot":
            assert rank(imported) <= rank(name), f"{path}:{line}: {imported} is built on {name}"
            if within(name, "bot.handlers") and within(imported, "bot.handlers"):
                raise AssertionError(f"{path}:{line}: handlers never import each other")


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_one_library_one_place(name: str, path: Path) -> None:
    for line, imported in imports(path):
        for library, owners in ONLY_HERE.items():
            if within(imported, library):
                message = f"{path}:{line}: only {owners} may import {library}"
                assert any(within(name, owner) for owner in owners), message
                break
        if any(within(name, pure) for pure in PURE):
            assert imported.split(".")[0] not in IMPURE, f"{path}:{line}: {name} is pure and may not import {imported}"


def test_the_environment_is_read_in_one_place() -> None:
    readers = [name for name, path in MODULES if "os.environ" in path.read_text(encoding="utf-8")]
    assert readers == ["bot.__main__"]


def test_modules_stay_small() -> None:
    for name, path in MODULES:
        limit = 80 if within(name, "bot.handlers") else 200
        assert len(path.read_text(encoding="utf-8").splitlines()) <= limit, f"{path} is over {limit} lines"


def test_sentences_for_readers_live_outside_the_code() -> None:
    """A Cyrillic string is a sentence, but for the letters of keys and styles, the words of dates, names and pages."""
    grammar = {
        *("bot.matching.keys", "bot.matching.style", "bot.content.page", "bot.content.digest", "bot.guides.dates"),
        "bot.scrubbing",
    }
    for name, path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            cyrillic = sum("а" <= letter.lower() <= "я" for letter in text)
            documents = text.count("\n") > 0 or "«" in text
            assert name in grammar or documents or cyrillic < 20, f"{path}:{node.lineno}: {text!r}"

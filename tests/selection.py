"""The loop of those who write transcripts: `pytest --language ky -k hotline`, and how much was touched at the end."""

from collections.abc import Iterable
from typing import Any

import pytest

from bot.config import ROOT
from tests.chat import Case
from tests.coverage import Coverage

LANGUAGES = sorted(path.parent.parent.name for path in (ROOT / "locales").glob("*/LC_MESSAGES/bot.po"))
TOLD = pytest.StashKey[str]()
PLAYED = pytest.StashKey[tuple[Coverage, int]]()  # and how many cases there are


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--language", metavar="LANGUAGE", help="play only the transcripts in this language")


def pytest_configure(config: pytest.Config) -> None:
    language = config.getoption("--language")
    if language is not None and language not in LANGUAGES:
        raise pytest.UsageError(f"--language: “{language}” is not one of {', '.join(LANGUAGES)}.")


@pytest.hookimpl(tryfirst=True)  # before -k is asked
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A case is found by its file and name, and by the entries that it names and their topics."""
    topics = {path.stem: path.parent.name for path in (ROOT / "faq").glob("*/*.md")}
    cases = [(item, case_of(item)) for item in items]
    for item, case in cases:
        if case:
            item.extra_keyword_matches.update(keywords(case, topics))
    language = config.getoption("--language")
    if language is not None:
        kept = [item for item, case in cases if case and case.language == language]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """What one of several processes has played is told by the one that started them."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["transcripts"] = summary(session.config)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[TOLD] = node.config.stash.get(TOLD, "") or getattr(node, "workeroutput", {}).get(
        "transcripts", ""
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    told = config.stash.get(TOLD, "") or summary(config)
    if told:
        terminalreporter.write_line(told)


def summary(config: pytest.Config) -> str:
    coverage, cases = config.stash.get(PLAYED, (Coverage(), 0))
    return coverage.summary(cases) if coverage.played else ""


def case_of(item: pytest.Item) -> Case | None:
    callspec = getattr(item, "callspec", None)
    case = callspec.params.get("case") if callspec else None
    return case if isinstance(case, Case) else None


def keywords(case: Case, topics: dict[str, str]) -> Iterable[str]:
    named = {turn.said.strip("[]") for turn in case.turns}
    for reply in (reply for turn in case.turns for reply in turn.replies):
        named |= {reply.name, *(value for _, _, value in reply.pins)}
    for entry in named & topics.keys():
        yield from (entry, topics[entry])

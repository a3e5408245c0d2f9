"""The edition of the FAQ that readers are served from, replaced whole when its pages change."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.content import catalogue, checks
from bot.content.catalogue import Catalogue
from bot.content.problem import Problem
from bot.errors import PagesError
from bot.matching import training
from bot.matching.index import Index, lessons
from bot.matching.model import Model
from bot.offline_copy import document
from bot.replies import answers
from bot.texts import Texts, Translation

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.5
RETRY_SECONDS = 60  # after training failed


@dataclass(frozen=True, slots=True)
class Edition:
    """A catalogue and the index made of it: what one answer is drawn from."""

    catalogue: Catalogue
    index: Index
    _copies: dict[str, bytes] = field(default_factory=dict)

    def offline_copy(self, say: Translation) -> bytes:
        """The whole FAQ in one language as a file; made once, in under a second."""
        if say.language not in self._copies:
            self._copies[say.language] = document.render(self.catalogue, say)
        return self._copies[say.language]


def read(faq: Path, digest: Path, texts: Texts) -> tuple[Catalogue, list[Problem]]:
    """Read and check every page now: the good ones, and every problem of the others, in the order of the files."""
    languages = texts.translations.values()
    found, problems = catalogue.load(faq, digest, languages)
    problems += checks.check(found, frozenset(answers.GUIDES), date.today())
    for entry in found.entries.values():
        problems += answers.check(entry, languages)
    return found, sorted(problems, key=lambda problem: (problem.path, problem.line, problem.code))


class Editions:
    """Holds the current edition; a page with an error never becomes one."""

    def __init__(self, faq: Path, digest: Path, texts: Texts, index_folder: Path) -> None:
        self._faq = faq
        self._digest = digest
        self._texts = texts
        self._index_folder = index_folder
        self._stamps: dict[Path, int] = {}
        self.problems: tuple[Problem, ...] = ()
        self.current = self._open()

    def train(self) -> None:
        """Make the current edition's index from its trained model, training it here if need be."""
        learned = lessons(self.current.catalogue)
        if not self.current.index.model:
            self._serve(self.current.catalogue, training.train(learned, self._index_folder))

    async def watch(self, changed: Callable[[], None] = lambda: None) -> None:
        """Serve edits as they are saved, until cancelled; `changed` is told after each new edition or new problem."""
        teaching: asyncio.Task[None] | None = None
        try:
            while True:
                if self._look():
                    before = self.current
                    await asyncio.to_thread(self.refresh)
                    changed()
                    if teaching and self.current is not before:
                        teaching.cancel()
                if not self.current.index.model and (not teaching or teaching.done()):
                    teaching = asyncio.create_task(self._train_apart(changed))
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            if teaching:
                teaching.cancel()
                await asyncio.wait([teaching])

    def refresh(self) -> None:
        """Read the pages again; with an error among them the old edition goes on serving."""
        found, problems = read(self._faq, self._digest, self._texts)
        self.problems = tuple(problems)
        if any(problem.is_error for problem in problems):
            log.warning("The FAQ has errors; the edition before them goes on serving")
        elif found.content_hash != self.current.catalogue.content_hash:
            self._serve(found, training.cached(lessons(found), self._index_folder))
            log.info("A new edition of the FAQ is served: %d entries", len(found.entries))

    def _open(self) -> Edition:
        self._look()
        found, problems = read(self._faq, self._digest, self._texts)
        self.problems = tuple(problems)
        errors = [problem for problem in problems if problem.is_error]
        if errors:
            raise PagesError(
                "The FAQ in {folder} has {count} errors; “python -m bot check” lists them.",
                folder=self._faq,
                count=len(errors),
            )
        if not found.entries:
            raise PagesError("There is no page in {folder}; FAQ_DIR names the folder of the FAQ.", folder=self._faq)
        return Edition(found, Index(found, training.cached(lessons(found), self._index_folder)))

    def _serve(self, found: Catalogue, model: Model | None) -> None:
        self.current = Edition(found, Index(found, model))

    async def _train_apart(self, changed: Callable[[], None]) -> None:
        edition = self.current
        model = await training.train_apart(lessons(edition.catalogue), self._index_folder)
        if not model:
            await asyncio.sleep(RETRY_SECONDS)
        elif self.current is edition:
            index = await asyncio.to_thread(Index, edition.catalogue, model)
            self.current = Edition(edition.catalogue, index)
            changed()

    def _look(self) -> bool:
        paths = [*self._faq.rglob("*.md"), self._faq / catalogue.CONCEPTS_FILE, self._digest]
        stamps = {path: path.stat().st_mtime_ns for path in paths if path.is_file()}
        changed = stamps != self._stamps
        self._stamps = stamps
        return changed

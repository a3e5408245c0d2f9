"""The edition of the FAQ that readers are served from, replaced whole when its pages change."""

import asyncio
import gc
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from bot import compiled
from bot.compiled import Compiled
from bot.content import catalogue, checks, folder, readability, translations
from bot.content.catalogue import Catalogue
from bot.content.problem import Problem
from bot.content.readings import Readings
from bot.content.translations import TRANSLATIONS_FILE
from bot.errors import PagesError
from bot.matching import training
from bot.matching.index import Index
from bot.matching.known import Known, known, lessons
from bot.matching.model import Model
from bot.offline_copy import document
from bot.replies import answers
from bot.texts import Texts, Translation

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.25
AGAIN_SECONDS = 2  # after a page could not be read
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
    return _read(folder.files(faq, digest), faq, digest, texts)


def _read(
    contents: Mapping[Path, bytes], faq: Path, digest: Path, texts: Texts, readings: Readings | None = None
) -> tuple[Catalogue, list[Problem]]:
    languages = texts.translations.values()
    found, problems = catalogue.load(contents, faq, digest, languages, readings)
    problems += checks.check(found, frozenset(answers.GUIDES), date.today())
    agreed, refused = translations.read(contents.get(faq / TRANSLATIONS_FILE, b""), faq / TRANSLATIONS_FILE)
    problems += [*refused, *translations.check(found.entries, agreed, languages), *readability.check(found.entries)]
    for entry in found.entries.values():
        problems += answers.check(entry, languages)
    return found, sorted(problems, key=lambda problem: (problem.path, problem.line, problem.code))


def _without(found: Catalogue, broken: Collection[Path]) -> Catalogue:
    """The catalogue without the entries of these files, or of topics that have none."""
    topics = {topic.id for topic in found.topics}
    entries = found.entries.items()
    return replace(found, entries={name: e for name, e in entries if e.path not in broken and e.topic in topics})


def _made(found: Catalogue, asked: Known, problems: Sequence[Problem]) -> Compiled:
    return Compiled(found, asked, training.name(lessons(found)), tuple(problems), date.today())


class Editions:
    """Holds the current edition; a page with an error is never served.

    With an error there is no first edition, unless it may be `unfinished`: then it is made of the pages without one.

    `problems`: of the pages as they were read last, which for an edition that was kept may be another day: `review`.
    """

    def __init__(self, faq: Path, digest: Path, texts: Texts, folder: Path, unfinished: bool = False) -> None:
        self._faq = faq
        self._digest = digest
        self._texts = texts
        self._folder = folder
        self._stamps: dict[Path, int] = {}
        self._readings = Readings()
        self._unfinished = unfinished
        self.problems, self._day = tuple[Problem, ...](), date.today()
        self.current = self._open()

    def train(self) -> None:
        """Make the current edition's index from its trained model, training it here if need be."""
        if not self.current.index.model:
            learned = lessons(self.current.catalogue)
            self._complete(training.train(learned, self._folder / training.name(learned)))

    async def watch(self, changed: Callable[[], None] = lambda: None) -> None:
        """Serve edits as they are saved, until cancelled; `changed` is told after each new edition or new problem."""
        teaching: asyncio.Task[None] | None = None
        settled: Edition | None = None
        try:
            while True:
                if self.current is not settled:
                    settled = self.current
                    gc.freeze()  # looking for cycles in it would hold up readers for a tenth of a second at a time
                before = self.current
                if await self._refreshed():
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

    async def _refreshed(self) -> bool:
        """Whether the pages were read again, because a file of theirs is not as it was."""
        try:
            if not self._look():
                return False
            await asyncio.to_thread(self.refresh)
        except OSError as error:  # a page that is just being replaced, say: nothing that readers need suffer
            log.warning("The FAQ cannot be read, trying again: %s", error)
            self._stamps = {}
            await asyncio.sleep(AGAIN_SECONDS)
            return False
        return True

    def review(self) -> None:
        """Know the `problems` as of today."""
        if self._day != date.today():
            self.refresh()

    def refresh(self) -> None:
        """Read the pages again; with an error among them the old edition goes on serving."""
        contents = folder.files(self._faq, self._digest)
        found, problems = _read(contents, self._faq, self._digest, self._texts, self._readings)
        self.problems, self._day = tuple(problems), date.today()
        if any(problem.is_error for problem in problems):
            log.warning("The FAQ has errors; the edition before them goes on serving")
            return
        before, asked = self.current.catalogue, self.current.index.known
        is_new = found.content_hash != before.content_hash
        made = _made(found, known(found, (before, asked)) if is_new else asked, problems)
        if is_new:
            self.current = self._edition(made)
            log.info("A new edition of the FAQ is served: %d entries", len(found.entries))
        compiled.keep(self._folder / compiled.name(contents, self._texts), made)

    def _open(self) -> Edition:
        self._look()
        contents = folder.files(self._faq, self._digest)
        name = compiled.name(contents, self._texts)
        kept = compiled.load(self._folder / name)
        if kept:
            self.problems, self._day = kept.problems, kept.day
            return self._edition(kept)
        found, problems = _read(contents, self._faq, self._digest, self._texts, self._readings)
        self.problems = tuple(problems)
        errors = [problem.path for problem in problems if problem.is_error]
        if errors and not self._unfinished:
            raise PagesError(
                "The FAQ in {folder} has {count} errors; “python -m bot check” lists them.",
                folder=self._faq,
                count=len(errors),
            )
        found = _without(found, errors)
        if not found.entries:
            raise PagesError("There is no page in {folder}; FAQ_DIR names the folder of the FAQ.", folder=self._faq)
        made = _made(found, known(found), problems)
        if not errors:
            compiled.keep(self._folder / name, made)
        return self._edition(made)

    def _edition(self, made: Compiled) -> Edition:
        return Edition(made.catalogue, Index(made.known, training.cached(self._folder / made.index)))

    def _complete(self, model: Model) -> None:
        self.current = Edition(self.current.catalogue, Index(self.current.index.known, model))

    async def _train_apart(self, changed: Callable[[], None]) -> None:
        edition, learned = self.current, lessons(self.current.catalogue)
        model = await training.train_apart(learned, self._folder / training.name(learned))
        if not model:
            await asyncio.sleep(RETRY_SECONDS)
        elif self.current is edition:
            self._complete(model)
            changed()

    def _look(self) -> bool:
        before, self._stamps = self._stamps, folder.stamps(self._faq, self._digest)
        return before != self._stamps

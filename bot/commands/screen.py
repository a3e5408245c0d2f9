"""How problems are printed: all of them, or those that came and went since."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bot.content.catalogue import Catalogue
from bot.content.problem import Problem
from bot.texts import Translation, msgid

MENDED = msgid("Mended: {problem}")
COUNTS = msgid("{pages} pages: {errors} errors, {warnings} warnings.")
Shown = tuple[Path, str, str]  # file, code and sentence: a line's number changes with every line above it


class Screen:
    """Prints problems as they come and go."""

    def __init__(self, line: Callable[[Problem], str], say: Translation) -> None:
        self._line = line
        self._say = say
        self._before: list[Problem] | None = None

    def show(self, found: Catalogue, problems: Sequence[Problem]) -> None:
        """What was not there before, and what no longer is; of an unchanged state nothing."""
        before = self._before or []
        new, mended = missing(before, problems, self._say), missing(problems, before, self._say)
        for problem in in_order(mended):
            print(self._say(MENDED, problem=_text(problem, self._say)))
        for problem in in_order(new):
            print(self._line(problem))
        if new or mended or self._before is None:
            print(counts(found, problems, self._say), flush=True)
        self._before = list(problems)


def missing(before: Iterable[Problem], after: Iterable[Problem], say: Translation) -> list[Problem]:
    """The problems of `after` that are not among those of `before`, whatever their lines are now."""
    left = Counter(_shown(problem, say) for problem in before)
    found = []
    for problem in after:
        left[_shown(problem, say)] -= 1
        if left[_shown(problem, say)] < 0:
            found.append(problem)
    return found


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file and line."""
    return sorted(problems, key=lambda found: (found.path, found.line, found.code))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of them stops its page."""
    return any(problem.is_error for problem in problems)


def counts(found: Catalogue, problems: Sequence[Problem], say: Translation) -> str:
    """One line for all of them."""
    errors = sum(problem.is_error for problem in problems)
    return say(COUNTS, pages=len(found.entries), errors=errors, warnings=len(problems) - errors)


def _shown(problem: Problem, say: Translation) -> Shown:
    return problem.path, problem.code, problem.sentence(say)


def _text(problem: Problem, say: Translation) -> str:
    return f"{_path(problem)}:{problem.line}: {problem.code} {problem.sentence(say)}"


def _github(problem: Problem, say: Translation) -> str:
    """A workflow command: the host shows the sentence at its line."""
    kind = "error" if problem.is_error else "warning"
    path = _escaped(str(_path(problem))).replace(":", "%3A").replace(",", "%2C")
    return f"::{kind} file={path},line={problem.line},title={problem.code}::{_escaped(problem.sentence(say))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _path(problem: Problem) -> Path:
    path = problem.path.resolve()
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


FORMATS = {"text": _text, "github": _github}

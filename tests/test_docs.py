"""The pages for people and the program agree, in both directions: commands, options, variables, codes, modules."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS, commands
from bot.config import ROOT
from bot.content.problem import SENTENCES
from bot.texts import ENGLISH

PAGES = [ROOT / name / "README.md" for name in ("", "bot", "faq", "deploy", "seeds", "tests/benchmarks", "tests/fuzz")]
PAGES += [ROOT / "deploy" / "capacity.md"]
README, ARCHITECTURE = (path.read_text(encoding="utf-8") for path in PAGES[:2])
TABLE = README.split("## Commands")[1].split("\n## ")[0]
NOT_OURS = {  # set by others for others
    *("LANG", "CI", "PATH", "HOME", "PYTHON", "LANGUAGE", "NEW", "TZ", "PYTHONPATH", "GITHUB_ACTIONS"),
    *("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "ALL_PROXY", "POSTGRES_PASSWORD"),
}


def options(name: str) -> set[str]:
    """Those of one command, without help's own."""
    parser = argparse.ArgumentParser(add_help=False)
    commands(name)[name].add_arguments(parser, ENGLISH)
    return {option for action in parser._actions for option in action.option_strings}


def used(text: str) -> Iterator[tuple[str, list[str]]]:
    """Commands in code, and the options that stand with them."""
    for code in re.findall(r"`([^`\n]+)`|^((?:sudo|docker|\.venv|python)[^\n]*)$", text, re.MULTILINE):
        found = re.search(r"(?:^|python -m bot )(?!python\b)(\w+)\b([^|>]*)", "".join(code))
        if found and found[1] in COMMANDS:
            yield found[1], re.findall(r"(?<![\w-])--[\w-]+", found[2])


def test_every_command_is_in_the_readme_and_the_reverse() -> None:
    assert re.findall(r"^\| `(\w+)", TABLE, re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_in_the_readme_and_the_reverse(name: str) -> None:
    row = next(row for row in TABLE.splitlines() if row.startswith(f"| `{name}"))
    assert set(re.findall(r"(?<![\w-])--[\w-]+", row)) == options(name)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_names_only_commands_and_options_that_exist(path: Path) -> None:
    for name, named in used(path.read_text(encoding="utf-8")):
        assert set(named) <= options(name), (path, name, named)


def test_the_pages_for_editors_and_for_all_name_what_they_use() -> None:
    for path, enough in ((PAGES[0], 20), (PAGES[2], 12)):
        assert len(list(used(path.read_text(encoding="utf-8")))) >= enough, path


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_names_only_variables_and_codes_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    example = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")
    known = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) | NOT_OURS
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`", text))
    assert named <= known | set(re.findall(r"^([A-Z_]+) =", "".join(sources()), re.MULTILINE)), named - known
    assert set(re.findall(r"\b[FW]\d\d\b", text)) <= set(SENTENCES)


def sources() -> Iterator[str]:
    for path in (ROOT / "bot").rglob("*.py"):
        yield path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_links_only_to_what_is_there(path: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert "://" in link or (path.parent / link).exists(), link


def test_every_path_in_the_architecture_exists() -> None:
    named = re.findall(r"^(bot/\S+)", ARCHITECTURE, re.MULTILINE)
    assert len(named) > 15
    for path in named:
        assert (ROOT / path).exists(), path
    modules = {path.name for path in (ROOT / "bot").rglob("*.py")}
    for name in re.findall(r"`(?:\w+/)?(\w+\.py)`", ARCHITECTURE):
        assert name in modules or name == "test_layers.py", name


def test_every_module_has_a_place_in_the_architecture() -> None:
    for path in (ROOT / "bot").glob("*"):
        if path.suffix == ".py" or (path.is_dir() and (path / "__init__.py").exists()):
            assert path.name in ARCHITECTURE or path.name == "__init__.py", path

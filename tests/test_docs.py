"""README and the program agree on commands."""

import argparse
import re

from bot.__main__ import COMMANDS, commands
from bot.config import ROOT
from bot.texts import ENGLISH


def test_every_command_is_in_the_readme_and_the_reverse() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("## Commands")[1].split("## ")[0]
    assert re.findall(r"^\| `(\w+)", table, re.MULTILINE) == list(COMMANDS)


def test_every_path_in_the_architecture_exists() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Architecture")[1]
    for path in re.findall(r"^(bot/\S+)", section, re.MULTILINE):
        assert (ROOT / path).exists(), path


def test_every_module_has_a_place_in_the_architecture() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Architecture")[1]
    for path in (ROOT / "bot").glob("*"):
        if path.suffix == ".py" or (path.is_dir() and (path / "__init__.py").exists()):
            assert path.name in section or path.name == "__init__.py", path


def test_the_editors_readme_names_only_commands_and_options_that_exist() -> None:
    named = re.findall(
        r"`(?:python -m bot )?(\w+)((?: --\w+)*)[^`]*`", (ROOT / "faq" / "README.md").read_text(encoding="utf-8")
    )
    used = [(name, options.split()) for name, options in named if name in COMMANDS]
    assert len(used) > 10
    for name, options in used:
        parser = argparse.ArgumentParser()
        commands(name)[name].add_arguments(parser, ENGLISH)
        known = parser.format_help()
        assert all(option in known for option in options), (name, options)

"""README and the program agree on commands."""

import re

from bot.__main__ import COMMANDS
from bot.config import ROOT


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

"""What is fuzzed, and with how many inputs in `make fuzz`: fewer where one is dear."""

from importlib import import_module
from types import ModuleType

# Each name is a module's with `fuzz(data)`, `mutate(data, random)`, `starts(many)` and LONGEST: README.md tells more.
RUNS = {"callback": 130_000, "page": 35_000, "question": 15_000, "update": 20_000, "webhook": 40_000}


def load(name: str) -> ModuleType:
    """Not before it is asked for, so that atheris can watch what the module imports of bot/."""
    return import_module(f"tests.fuzz.{name}")

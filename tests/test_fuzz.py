"""No input from outside raises: a short fixed form of `make fuzz`, and every input that once did."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editions import Editions
from bot.texts import Texts
from tests.fuzz import world
from tests.fuzz.incoming import parse
from tests.fuzz.targets import RUNS, load
from tests.fuzz.world import World

FIELDS = (
    *(
        "message",
        "edited_message",
        "callback_query",
        "inline_query",
        "id",
        "from",
        "chat",
        "date",
        "message_id",
        "text",
    ),
    *("entities", "type", "data", "query", "reply_to_message", "reply_markup", "caption", "photo", "first_name"),
)
INPUTS = {"callback": 300, "page": 300, "question": 150, "update": 200, "webhook": 300}
TARGETS = {name: load(name) for name in RUNS}
REGRESSIONS = sorted((Path(__file__).parent / "fuzz" / "regressions").glob("*/*"))


@pytest.fixture(scope="module")
def here(texts: Texts, editions: Editions, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    opened = World(texts, editions, tmp_path_factory.mktemp("fuzz"))
    world.enter(opened)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_raises(name: str, here: World) -> None:
    target, random = TARGETS[name], Random(1)
    starts = target.starts(many=False)
    for _ in range(INPUTS[name]):
        given = random.choice(starts)
        for _ in range(random.randint(0, 3)):
            given = target.mutate(given, random)
        try:
            target.fuzz(given)
        except Exception as error:
            raise AssertionError(f"{name} raises on {given!r}") from error


def test_the_updates_to_start_from_are_updates(here: World) -> None:
    for start in TARGETS["update"].starts(many=False):
        assert all(parse(json.dumps(each).encode(), here.app.bot) for each in json.loads(start))


TEXT = st.text(st.characters(exclude_categories=()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(FIELDS) | TEXT, inner),
)
PROPERTY = settings(max_examples=50, deadline=None, derandomize=True)


@PROPERTY
@given(sent=st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_any_json_is_an_update_or_none(here: World, sent: dict[str, object]) -> None:
    TARGETS["update"].fuzz(json.dumps({"update_id": 1, **sent}).encode())


@PROPERTY
@given(data=st.binary(max_size=64), how=st.integers(0, 95))
def test_any_bytes_may_be_callback_data(here: World, data: bytes, how: int) -> None:
    TARGETS["callback"].fuzz(bytes([how]) + data)


@PROPERTY
@given(text=TEXT)
def test_any_text_may_be_a_question(here: World, text: str) -> None:
    TARGETS["question"].fuzz(text.encode(errors="surrogatepass"))


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_once_raised_raises_no_more(path: Path, here: World) -> None:
    TARGETS[path.parent.name].fuzz(path.read_bytes())


def test_the_fuzzer_sees_an_exception_in_a_handler(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handlers.browse.menus.topics", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        TARGETS["callback"].fuzz(b"\x02menu:ru")

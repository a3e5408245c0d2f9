"""From a group of questions to the page that answers it, by the commands as a maintainer runs them."""

import itertools
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import unanswered
from bot.config import ROOT
from bot.content import addition
from bot.content.page import read as read_page
from bot.context import Desk
from bot.delivery.conversation import Conversation
from bot.delivery.offline import TOKEN
from bot.editions import Editions
from bot.errors import PagesError
from bot.metrics import Metrics
from bot.storage.database import connect
from bot.storage.store import Store
from bot.texts import Texts
from tests.chat import OPERATORS, Replay, TranscriptError, read
from tests.coverage import Coverage

READERS = itertools.count(7_123_456_000)
QUESTIONS = (
    "самолетко арзан билет кайдан алам",
    "самолётко арзан билетти кайдан алам?",
    "samoletko arzan bilet kaydan alam",
)
MASKED = "5 кишиге самолетко арзан билет кайдан алам"
ENTRY = "consular-registration-cost"
ID = re.compile(r"^([0-9a-f]{8})  ", re.MULTILINE)
Run = Callable[..., Awaitable[SimpleNamespace]]


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    """A copy of the FAQ, to be changed."""
    shutil.copytree(ROOT / "faq", tmp_path / "faq")
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    return tmp_path / "faq"


@pytest.fixture
def editions(editions: Editions, data_dir: Path, faq: Path, texts: Texts, tmp_path: Path) -> Editions:
    """Of the copy, with what was learned of the original."""
    shutil.copytree(data_dir, tmp_path / "data")
    served = Editions(faq, tmp_path / "seeds" / "digest.md", texts, tmp_path / "data")
    served.train()
    return served


@pytest.fixture
async def desk(texts: Texts, editions: Editions, database_url: str, clock: list[float]) -> AsyncIterator[Desk]:
    """Over a database of each kind."""
    database = await connect(database_url)
    store = Store.over(database, TOKEN, lambda: clock[0])
    yield Desk(texts, editions, store, (99,), OPERATORS, 30, Metrics(), lambda: clock[0])
    await database.close()


@pytest.fixture
def env(faq: Path, database_url: str, tmp_path: Path) -> dict[str, str]:
    kept = {"DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": database_url}
    return {**kept, "FAQ_DIR": str(faq), "LANG": "ru_RU.UTF-8"}


async def ask(bot: SimpleNamespace, *questions: str) -> None:
    """Each by another reader."""
    for question in questions:
        await Conversation(bot.app, bot.telegram, next(READERS), "ky").say(question)


def contents(faq: Path) -> dict[Path, bytes]:
    """Every file beside the FAQ's that a command could have written."""
    return {path: path.read_bytes() for name in ("faq", "tests") for path in (faq.parent / name).rglob("*.*")}


async def replay(bot: SimpleNamespace, path: Path) -> None:
    for case in read(path):
        await Replay(bot.app, bot.telegram, next(READERS), bot.clock, Coverage()).play(case)


async def test_what_three_readers_ask_becomes_lines_of_a_page_and_a_transcript(
    bot: SimpleNamespace, run: Run, env: dict[str, str], faq: Path
) -> None:
    page, folder = faq / "consular" / f"{ENTRY}.md", faq.parent / "tests" / "transcripts" / "adopted"
    before = page.read_bytes()
    await ask(bot, *QUESTIONS[:2])
    assert not ID.search((await run("report", "--unanswered", **env)).out)
    await ask(bot, QUESTIONS[2])
    report = await run("report", "--unanswered", **env)
    assert (report.code, report.err) == (0, "")
    (group,) = ID.findall(report.out)
    assert "спросили: 3 " in report.out

    adopted = await run("adopt", group, "--into", ENTRY, **env)
    assert (adopted.code, adopted.err) == (0, "")
    assert "проверьте, что ни в одной строке не назван человек" in adopted.out
    added = "".join(f"- {question}\n" for question in QUESTIONS[:2]).encode()  # the third is the first in Latin letters
    assert page.read_bytes().count(added) == 1
    assert page.read_bytes().replace(added, b"") == before

    paths = [folder / f"{ENTRY}.{language}.txt" for language in ("ky", "ru")]
    assert [[case.name for case in read(path)] for path in paths] == [list(QUESTIONS[:2])] * 2
    for path in paths:
        with pytest.raises(TranscriptError):
            await replay(bot, path)
    bot.desk.editions.refresh()
    edition = bot.desk.editions.current
    assert not [problem for problem in bot.desk.editions.problems if problem.is_error]
    for path in paths:
        await replay(bot, path)
    assert await unanswered.groups(bot.desk.store, edition) == ()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_new_page_is_made_that_reaches_nobody_before_it_is_written(
    bot: SimpleNamespace, run: Run, env: dict[str, str], faq: Path
) -> None:
    await ask(bot, *QUESTIONS, MASKED)
    (group,) = await unanswered.groups(bot.desk.store, bot.desk.editions.current)
    made = await run("adopt", group.id, "--new", "consular/cheap-tickets", **env)
    assert (made.code, made.err) == (0, "")
    text = (faq / "consular" / "cheap-tickets.md").read_text(encoding="utf-8")
    assert f"### Кантип сурашат\n- {QUESTIONS[0]}\n- {QUESTIONS[1]}\n\n## Русский:\n" in text
    assert "‹" not in text
    assert "‹…› кишиге самолетко арзан билет кайдан алам" in made.out
    checked = await run("check", **env)
    assert (checked.code, re.findall(r"cheap-tickets\.md:\d+: (\w+)", checked.out)) == (1, ["F23", "F23", "F25"])
    bot.desk.editions.refresh()
    assert "cheap-tickets" not in bot.desk.editions.current.catalogue.entries
    for language in ("ky", "ru"):
        with pytest.raises(TranscriptError, match="no entry 'cheap-tickets'"):
            await replay(bot, faq.parent / "tests" / "transcripts" / "adopted" / f"cheap-tickets.{language}.txt")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_cannot_be_adopted_is_said_and_nothing_is_written(
    bot: SimpleNamespace, run: Run, env: dict[str, str], faq: Path
) -> None:
    await ask(bot, *QUESTIONS)
    await ask(bot, *["где купить билет на самолёт 5"] * 3)
    plain, masked = await unanswered.groups(bot.desk.store, bot.desk.editions.current)
    before = contents(faq)
    for words, said in (
        (("no-such", "--into", ENTRY), "no-such"),
        ((plain.id, "--into", "consular-registration-kost"), ENTRY),
        ((plain.id, "--new", "nowhere/cheap-tickets"), "consular"),
        ((plain.id, "--new", "consular/Cheap"), "consular/new-question"),
        ((plain.id, "--new", f"consular/{ENTRY}"), f"--into {ENTRY}"),
        ((masked.id, "--into", ENTRY), masked.id),
        ((plain.id,), "--into"),
    ):
        refused = await run("adopt", *words, **env)
        assert (refused.code, refused.out, "Traceback" in refused.err) == (2, "", False)
        assert said in refused.err
    adopted = faq.parent / "tests" / "transcripts" / "adopted"
    adopted.parent.mkdir(parents=True)
    adopted.write_text("no folder")
    refused = await run("adopt", plain.id, "--into", ENTRY, **env)
    assert (refused.code, refused.out, len(refused.err.splitlines())) == (2, "", 1)
    assert str(adopted) in refused.err
    assert contents(faq) == before


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_lines_are_added_at_the_end_of_their_list_whatever_the_page_is_like(ending: str, texts: Texts) -> None:
    languages, path = list(texts.translations.values()), Path("faq/passport/good.md")
    text = (ROOT / "tests" / "pages" / "passing" / "good.md").read_text(encoding="utf-8")
    cut = text[: text.index("\n\n## Показать")]  # its last line is a question, and has no end
    for page in (text, cut):
        data = ("\ufeff" + page).replace("\n", ending).encode()
        for language in ("ky", "ru"):
            changed = addition.added(data, path, languages, language, ["жаңы суроо", "ещё один?"])
            entry, problems = read_page(changed, path, languages)
            assert entry and not problems
            assert [each.text for each in entry.versions[language].questions][-2:] == ["жаңы суроо", "ещё один?"]
            assert len(changed) - len(data) == len(f"- жаңы суроо{ending}- ещё один?{ending}".encode())


@pytest.mark.parametrize("question", ["эки **сап", "<b>кантип</b>", "a\nb", "", "[x](y)"])
def test_a_question_that_would_change_the_page_is_refused(question: str, texts: Texts) -> None:
    data = (ROOT / "tests" / "pages" / "passing" / "good.md").read_bytes()
    with pytest.raises(PagesError):
        addition.added(data, Path("faq/passport/good.md"), list(texts.translations.values()), "ky", [question])

"""What the replay says when a transcript is wrong, or the bot is."""

import asyncio
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import ROOT
from bot.content.catalogue import Catalogue
from bot.content.digest import Digest
from bot.delivery import transcript
from bot.texts import Texts
from tests.chat import Case, Replay, TranscriptError, read
from tests.coverage import Coverage

Run = Callable[..., Awaitable[SimpleNamespace]]
EMPTY = Catalogue((), {}, frozenset(), (), Path(), (), (), Digest(), "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1: there is no case in this file"),
        ("> 1899", "1: a case begins with '== its name'"),
        ("== a\n< faq x", "2: a case begins with what the reader sends"),
        ("== a\n> 1899", "2: no '<' line says what the bot answers"),
        ("== a\n> 1899\n< answer", "3: '< answer' is neither"),
        ("== a\n> 1899\nhello", "3: 'hello' is none of"),
        ("== a\n> 1\n< ui x\n== a", "4: a second case is called 'a'"),
    ],
)
def test_a_transcript_that_cannot_be_read_is_named_by_file_and_line(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "x.ru.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TranscriptError, match=r"x\.ru\.txt:") as caught:
        read(path)
    assert message in str(caught.value)


async def replay(bot: SimpleNamespace, tmp_path: Path, text: str) -> str:
    path = tmp_path / "x.ru.txt"
    path.write_text(text, encoding="utf-8")
    player = Replay(bot.app, bot.telegram, 1, bot.clock, Coverage())
    with pytest.raises(TranscriptError) as caught:
        await player.play(read(path)[0])
    return str(caught.value).removeprefix(str(path))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "== a\n> что такое 1899\n< faq black-list-check",
            ":3: expected 'faq black-list-check (ru)', but the bot sent",
        ),
        ("== a\n> /help\n< faq hotline-what-is", ":3: expected 'faq hotline-what-is (ru)', but the bot sent 'ui Write"),
        ("== a\n> /help\n< faq no-such-entry", ":3: there is no entry 'no-such-entry'"),
        (
            "== a\n> /help\n< ui Write your question in your own\n  contains 2000",
            ":4: the reply does not contain '2000'",
        ),
        ("== a\n> /help\n< ui Write your question in your own\n  offers x", ":4: no button leads to 'x', only to"),
        ("== a\n> /help\n< ui Choose", ":3: 2 texts of the bot begin with 'Choose'; name just one"),
        ("== a\n> /help\n< ui No such text", ":3: 0 texts of the bot begin with"),
        ("== a\n> /help\n< ui Write your question in your own\n< ui All topics", ":4: the bot sent nothing more"),
        ("== a\n> [1899?]\n< ui All topics", ":2: no button [1899?]; the bot offers []"),
    ],
)
async def test_a_bot_that_does_otherwise_is_named_by_file_and_line(
    bot: SimpleNamespace, tmp_path: Path, text: str, message: str
) -> None:
    assert (await replay(bot, tmp_path, text)).startswith(message)


async def test_a_message_too_many_is_reported(bot: SimpleNamespace, tmp_path: Path) -> None:
    async def twice(update: object, context: object) -> None:
        await bot.app.bot.send_message(1, "x")

    from telegram.ext import TypeHandler

    bot.app.add_handler(TypeHandler(object, twice), group=10)
    said = await replay(bot, tmp_path, "== a\n> /help\n< ui Write your question in your own")
    assert said == ":2: the bot also sent 'x' to the reader"


async def test_a_crashed_handler_fails_the_transcript(bot: SimpleNamespace, tmp_path: Path) -> None:
    async def crash(update: object, context: object) -> None:
        raise RuntimeError("broken")

    from telegram.ext import TypeHandler

    bot.app.add_handler(TypeHandler(object, crash), group=-10)
    path = tmp_path / "x.ru.txt"
    path.write_text("== a\n> /help\n< ui Something went wrong on our side", encoding="utf-8")
    player = Replay(bot.app, bot.telegram, 1, bot.clock, Coverage())
    with pytest.raises(RuntimeError, match="broken"):
        await player.play(read(path)[0])


async def test_an_untranslated_text_fails_the_transcript(bot: SimpleNamespace, tmp_path: Path) -> None:
    texts = dict(bot.desk.texts["ru"].texts)
    texts["All topics"] = "All topics"
    from bot.texts import Translation

    path = tmp_path / "x.ru.txt"
    path.write_text("== a\n> /help\n< ui All topics", encoding="utf-8")
    spoken = Texts({**bot.desk.texts.translations, "ru": Translation("ru", texts)})
    player = Replay(bot.app, bot.telegram, 1, bot.clock, Coverage())
    player.texts = spoken
    with pytest.raises(TranscriptError, match="has no ru translation"):
        await player.play(read(path)[0])


async def test_a_recorded_conversation_replays(run: Run, bot: SimpleNamespace, data_dir: Path, tmp_path: Path) -> None:
    said = [
        *("сколько стоит консульский учёт", "[Помогло]", "спасибо", "нужен ли патент кыргызстанцу"),
        *(
            "где купить билет на самолёт",
            "[Отправить мой вопрос человеку]",
            "[Отправить без имени]",
            "/lawyer",
            "[В Кыргызстане]",
        ),
        *("(photo) {[ \\u0041", "/nothing", "консульский учёт", "1", "[Кыргызча]", "/offline", "/clear"),
    ]
    path = tmp_path / "hotline.ru.txt"
    recorded = await run("chat", "--record", str(path), stdin="\n".join(said), DATA_DIR=str(data_dir))
    assert (recorded.code, recorded.err) == (0, "")
    (case,) = read(path)
    assert case.name == "hotline"
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in (
        *("< faq consular-registration-cost", "> [It helped]", "< notice Thank you", "< talk thanks"),
        *(
            "< show eaeu-work-permit",
            "operators< ui Reply to this message to (ky)",
            "> [In Kyrgyzstan]",
            "> \\u0028photo) {[ \\u005cu0041",
        ),
        "< file migrant-faq-ru.html",
        "< deleted",
    ):
        assert line in lines, line
    # Which page is offered first is for the ranking: the digit taps it, and the other language shows the same page.
    tapped = lines[lines.index("> консульский учёт") + 1 :]
    chosen = next(line for line in tapped if line.startswith("> ["))[3:-1]
    assert chosen.startswith("consular-registration")
    assert f"< faq {chosen} (ky)" in tapped
    assert not [line for line in lines if line.startswith("<") and "сколько" in line]
    await Replay(bot.app, bot.telegram, 1, bot.clock, Coverage()).play(case)


async def test_a_recording_without_a_word_leaves_no_file(run: Run, data_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "empty.ky.txt"
    assert (await run("chat", "--record", str(path), stdin="", DATA_DIR=str(data_dir))).code == 0
    assert not path.exists()


async def test_a_recording_never_overwrites_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.ru.txt"
    path.write_text("== mine")
    result = await run("chat", "--record", str(path), LANG="ru_RU.UTF-8")
    assert (result.code, result.out) == (2, "")
    assert result.err == f"Файл {path} уже есть: дайте записи разговора другое имя.\n"
    assert path.read_text() == "== mine"


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_whatever_is_said_is_read_back_from_its_line(text: str) -> None:
    line = transcript.Transcript(EMPTY, Texts({}), "ru", {}).said(text)
    assert line.splitlines() == [line]
    said = line.removeprefix("> ")
    assert not said.startswith(("(", "[", "{"))
    assert transcript.unescaped(said) == text


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_every_text_of_the_bot_has_a_name_of_its_own(texts: Texts, language: str) -> None:
    known = texts[language].texts
    for english in known:
        assert transcript.named(transcript.shortened(english, known), known) == [english]


def test_what_no_transcript_touches_is_named(bot: SimpleNamespace) -> None:
    coverage = Coverage()
    coverage.watch(bot.app)
    coverage.offered = {"clear", "entry"}
    coverage.tapped = {"entry"}
    missing = coverage.missing(bot.desk.texts, bot.desk.editions.current.catalogue)
    for line in (
        *("handler clear.clear", "button clear", "guide path here/case/1", "count contract with 2 days"),
        *("small talk praise", "ky bot.replies.menus: All topics", "ru bot.handlers.media: I can read only text."),
    ):
        assert any(found.startswith(line) for found in missing), line
    assert "button entry" not in missing


def test_the_end_of_a_run_tells_how_much_was_touched(bot: SimpleNamespace) -> None:
    coverage = Coverage()
    assert coverage.summary(9) == ""
    coverage.watch(bot.app)
    coverage.played, coverage.entries = {"a", "b"}, {"hotline-what-is"}
    coverage.offered, coverage.tapped = {"clear", "entry"}, {"entry"}
    entries = len(bot.desk.editions.current.catalogue.entries)
    said = coverage.summary(9)
    assert said.startswith(f"transcripts: 2 of 9 played; 1 of {entries} entries, 1 of 2 buttons, 0 of ")
    coverage.said = {"ru": [bot.desk.texts["ru"]("All topics")]}
    assert coverage.summary(9) != said


async def pytest_run(*words: str) -> tuple[int, str]:
    command = (sys.executable, "-m", "pytest", "-q", "--collect-only", *words)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE, stderr=STDOUT)
    out, _ = await process.communicate()
    return process.returncode or 0, out.decode()


async def test_a_language_and_a_topic_choose_the_transcripts() -> None:
    code, out = await pytest_run("--language", "ky", "-k", "hotline")
    chosen = [line for line in out.splitlines() if "::" in line]
    assert code == 0 and chosen
    assert all(".ky.txt:" in line for line in chosen)
    assert any(line.endswith(f"{each.name}]") for line in chosen for each in touching("hotline-what-is"))


def touching(entry: str) -> list[Case]:
    cases = read(ROOT / "tests" / "transcripts" / "ask.ky.txt")
    return [case for case in cases for turn in case.turns if any((entry in str(reply.pins)) for reply in turn.replies)]


async def test_a_language_without_transcripts_is_refused_in_a_sentence() -> None:
    code, out = await pytest_run("--language", "de")
    assert (code, out.strip()) == (4, "ERROR: --language: “de” is not one of ky, ru.")

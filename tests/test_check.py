"""`check`: for people, for a hosting site's annotations, and again and again while pages are edited."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.commands.screen import FORMATS, Screen, missing
from bot.content.catalogue import Catalogue
from bot.content.digest import Digest
from bot.content.problem import Problem
from bot.texts import ENGLISH, Texts

Run = Callable[..., Awaitable[SimpleNamespace]]
EMPTY = Catalogue((), {}, frozenset(), (), Path(), (), (), Digest(), "")
GOOD = Path("passport") / "good.md"


def problem(line: int, code: str = "F27", name: str = "a.md", **values: object) -> Problem:
    return Problem(Path(name), line, code, values)


def test_a_problem_that_only_moved_is_neither_new_nor_mended() -> None:
    before = [problem(3), problem(9), problem(1, "F01", reason="x")]
    after = [problem(4), problem(10), problem(12), problem(1, "F01", reason="y")]
    assert missing(before, after, ENGLISH) == [after[2], after[3]]
    assert missing(after, before, ENGLISH) == [before[2]]


def test_the_screen_tells_what_came_and_went_and_is_silent_else(
    texts: Texts, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = Screen(lambda found: f"{found.line} {found.code}", texts["ru"])
    counts = "Страниц: 0, ошибок: {}, предупреждений: {}."
    for problems, printed in (
        ([problem(3), problem(2, "F01", reason="x")], ["2 F01", "3 F27", counts.format(2, 0)]),
        ([problem(4), problem(2, "F01", reason="x")], []),
        ([problem(4)], ["Исправлено: a.md:2: F01 файл не читается: x. Сохраните его в UTF-8.", counts.format(1, 0)]),
        ([], ["Исправлено: a.md:4: F27", counts.format(0, 0)]),
        ([], []),
    ):
        screen.show(EMPTY, problems)
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == len(printed)
        for line, wanted in zip(lines, printed, strict=True):
            assert line.startswith(wanted)


def test_an_annotation_is_escaped_as_the_hosting_site_reads_it() -> None:
    found = problem(7, "F11", "a:b,c%.md", text="50%: a,\nb")
    assert FORMATS["github"](found, ENGLISH) == (
        "::error file=a%3Ab%2Cc%25.md,line=7,title=F11::"
        "“50%25: a,%0Ab” is not a field: write “Name: value”, or move the text under a heading."
    )
    advice = problem(1, "W72", count=3, wanted=15)
    assert FORMATS["github"](advice, ENGLISH).startswith("::warning file=a.md,line=1,title=W72::only 3 ways")


async def test_annotations_name_the_file_from_the_folder_of_the_run(run: Run, faq: Path, tmp_path: Path) -> None:
    page = faq / GOOD
    page.write_text(page.read_text().replace("Паспорт выдаёт посольство.", "Паспорт выдают 30 дней."))
    result = await run("check", "--format", "github", "--lang", "ky", FAQ_DIR=str(faq), DATA_DIR=str(tmp_path))
    assert (result.code, result.err) == (1, "")
    line, *_ = [line for line in result.out.splitlines() if "F51" in line]
    assert line.startswith(f"::error file={page},line=32,title=F51::«30»")
    assert (await run("check", "--format", "html")).code == 2
    assert (await run("check", "--watch", "--agreed")).code == 2


async def test_a_folder_that_has_a_list_and_no_page_yet_is_checked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "_translations.txt").write_text("no line of this list\n")
    result = await run("check", FAQ_DIR=str(tmp_path / "faq"), DATA_DIR=str(tmp_path / "data"))
    assert (result.code, result.err) == (0, "")
    assert "W75" in result.out and result.out.endswith("Страниц: 0, ошибок: 0, предупреждений: 1.\n")


async def test_watching_tells_of_each_edit_and_ends_well(start: Run, faq: Path, tmp_path: Path) -> None:
    page, good = faq / GOOD, (faq / GOOD).read_text()
    process = await start("check", "--watch", FAQ_DIR=str(faq), DATA_DIR=str(tmp_path / "data"))

    async def line() -> str:
        return (await asyncio.wait_for(process.stdout.readline(), 60)).decode().rstrip()

    assert await line() == "Страниц: 1, ошибок: 0, предупреждений: 0."
    page.write_text(good.replace("Паспорт выдаёт", "Паспорт <b>выдаёт"))
    assert (await line()).startswith(f"{page}:32: F30 HTML")
    assert await line() == "Страниц: 0, ошибок: 1, предупреждений: 0."
    page.write_text(good.replace("- паспорт порвался\n", "- где получить паспорт\n"))
    assert (await line()).startswith(f"Исправлено: {page}:32: F30 HTML")
    assert await line() == "Страниц: 1, ошибок: 0, предупреждений: 0."
    process.send_signal(signal.SIGINT)
    _, err = await asyncio.wait_for(process.communicate(), 60)
    assert (process.returncode, err.decode()) == (0, "")


async def test_watching_compares_pages_when_the_index_is_trained(start: Run, faq: Path, tmp_path: Path) -> None:
    page = (faq / GOOD).read_text().replace("кайдан алам?", "кайда?").replace("где получить?", "где?")
    process = await start("check", "--watch", FAQ_DIR=str(faq), DATA_DIR=str(tmp_path / "data"))
    assert (await process.stdout.readline()).decode().startswith("Страниц: 1")
    (faq / "passport" / "second.md").write_text(page)
    line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
    assert line.startswith(f"{faq / 'passport' / 'second.md'}:") and " F53 " in line
    process.send_signal(signal.SIGINT)
    await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0

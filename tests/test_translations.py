"""A page's languages drift apart in sight of its editors: W71 at the one that stayed, until somebody agrees."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import editions
from bot.content import folder, translations
from bot.content.catalogue import Catalogue
from bot.content.problem import Problem
from bot.texts import Texts

Run = Callable[..., Awaitable[SimpleNamespace]]
RUSSIAN = ("Паспорт выдаёт посольство.", "Паспорт выдаёт только посольство.")
KYRGYZ = ("Паспортту элчилик берет.", "Паспортту элчилик гана берет.")


def read(faq: Path, texts: Texts) -> tuple[Catalogue, list[Problem]]:
    return editions.read(faq, faq.parent / "seeds" / "digest.md", texts)


def agree(faq: Path, texts: Texts) -> None:
    found, _ = read(faq, texts)
    text = translations.written({}, list(found.entries.values()), texts.translations.values())
    (faq / translations.TRANSLATIONS_FILE).write_text(text)


def edit(faq: Path, *changes: tuple[str, str]) -> None:
    page = faq / "passport" / "good.md"
    text = page.read_text()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    page.write_text(text)


@pytest.mark.parametrize(("change", "line", "stayed"), [(RUSSIAN, 4, "Кыргызча"), (KYRGYZ, 30, "Русский")])
def test_a_version_that_stayed_while_the_other_changed_is_named(
    change: tuple[str, str], line: int, stayed: str, faq: Path, texts: Texts
) -> None:
    agree(faq, texts)
    edit(faq, change)
    (problem,) = read(faq, texts)[1]
    assert (problem.code, problem.line, problem.is_error, problem.values["unchanged"]) == ("W71", line, False, stayed)


@pytest.mark.parametrize(
    "changes",
    [
        (RUSSIAN, KYRGYZ),
        (("- где получить паспорт\n", "- где взять паспорт\n"),),
        (("Паспорт выдаёт посольство.", "Паспорт   выдаёт\nпосольство. "),),
        (("Паспорт выдаёт посольство.", "Паспорт выдаёт **посольство**."),),
        (("\n", "\r\n"),),
        (("Checked: 2026-11-20", "Checked: 2026-11-21"),),
    ],
)
def test_what_changes_together_or_says_the_same_needs_nothing(
    changes: tuple[tuple[str, str], ...], faq: Path, texts: Texts
) -> None:
    agree(faq, texts)
    edit(faq, *changes)
    assert read(faq, texts)[1] == []


def test_a_new_title_is_a_change(faq: Path, texts: Texts) -> None:
    agree(faq, texts)
    edit(faq, ("Новый паспорт: где получить?", "Новый паспорт: кто выдаёт?"))
    assert [problem.code for problem in read(faq, texts)[1]] == ["W71"]


def test_a_page_that_is_not_in_the_list_needs_nothing(faq: Path, texts: Texts) -> None:
    (faq / translations.TRANSLATIONS_FILE).write_text("another ky-00000000 ru-11111111\n")
    assert read(faq, texts)[1] == []


def test_a_damaged_list_stops_no_page(faq: Path, texts: Texts) -> None:
    (faq / translations.TRANSLATIONS_FILE).write_bytes(b"\xff\xfe\n\na ky-00000000\na ky-00000000\ngood ky-x\n")
    found, problems = read(faq, texts)
    assert [(problem.code, problem.line) for problem in problems] == [("W75", 1), ("W75", 4), ("W75", 5)]
    assert "good" in found.entries


def test_the_list_makes_no_new_edition(faq: Path, texts: Texts) -> None:
    before = read(faq, texts)[0].content_hash
    agree(faq, texts)
    assert read(faq, texts)[0].content_hash == before
    assert faq / translations.TRANSLATIONS_FILE in folder.stamps(faq, faq)  # so that a watch sees it


async def test_an_editor_agrees_to_one_page_or_to_all(run: Run, faq: Path, texts: Texts, tmp_path: Path) -> None:
    env = {"FAQ_DIR": str(faq), "DATA_DIR": str(tmp_path)}
    path = faq / translations.TRANSLATIONS_FILE
    first = await run("check", "--agreed", **env)
    assert (first.code, first.err) == (0, "")
    assert first.out == f"{path}: страниц, где все языки говорят одно и то же: 1.\n"
    heads = [line for line in path.read_text().splitlines() if line.startswith("# ")]
    assert "Какие тексты" in "".join(heads) and "кайсы тексттери" in "".join(heads)
    edit(faq, RUSSIAN)
    assert " W71 " in (await run("check", **env)).out
    agreed = path.read_text()
    path.write_text(agreed + "broken ky-00000000 ru-11111111\ngone ky-00000000 ru-11111111\n")
    (faq / "passport" / "broken.md").write_text("Source: §1\n")
    assert (await run("check", "--agreed", "good", **env)).code == 0
    (faq / "passport" / "broken.md").unlink()
    rows = [line.split()[0] for line in path.read_text().splitlines() if not line.startswith("#")]
    assert rows == ["broken", "good"]  # of a page that cannot be read the line stays, of one that is gone it goes
    assert " W71 " not in (await run("check", **env)).out


async def test_agreeing_to_a_page_that_is_not_there_is_refused(run: Run, faq: Path, tmp_path: Path) -> None:
    result = await run("check", "--agreed", "no-such", FAQ_DIR=str(faq), DATA_DIR=str(tmp_path))
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("There is no page “no-such” that can be read")
    assert not (faq / translations.TRANSLATIONS_FILE).exists()

"""An edition that was kept is the one that its pages give, is never used for others, and hides no warning."""

import asyncio
import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import compiled, packing
from bot.compiled import Compiled
from bot.content import folder, page, template
from bot.content.problem import Problem
from bot.editions import Editions
from bot.errors import PagesError
from bot.matching.known import known
from bot.matching.names import Names
from bot.texts import Texts, Translation

GOOD = Path("passport") / "good.md"


def start(faq: Path, texts: Texts) -> Editions:
    return Editions(faq, faq.parent / "seeds" / "digest.md", texts, faq.parent / "data")


def answer(editions: Editions) -> str:
    return editions.current.catalogue.entries["good"].versions["ru"].answer[0].text


def begin(faq: Path, texts: Texts) -> tuple[Editions, bool]:
    """Start, and whether what was kept served: pages that are read are kept anew."""
    data = faq.parent / "data"
    before = {path: path.stat().st_mtime_ns for path in data.iterdir()}
    begun = start(faq, texts)
    return begun, before == {path: path.stat().st_mtime_ns for path in data.iterdir()}


@pytest.fixture
def kept(faq: Path, texts: Texts) -> Path:
    """The file that the first start leaves."""
    page = faq / GOOD
    page.write_text(page.read_text().replace("- получить паспорт по почте\n", ""))
    first = start(faq, texts)
    assert [problem.code for problem in first.problems] == ["W72"]
    (path,) = (faq.parent / "data").glob("edition-*")
    return path


def test_the_real_faq_comes_back_whole(editions: Editions) -> None:
    problem = Problem(Path("a.md"), 3, "W73", {"count": 31, "words": "Бир", "limit": 25})
    made = Compiled(editions.current.catalogue, editions.current.index.known, "index-0", (problem,), date(2026, 11, 25))
    assert packing.unpack(Compiled, packing.pack(made)) == made


def test_a_restart_serves_what_its_pages_say(faq: Path, texts: Texts, kept: Path) -> None:
    again, was_kept = begin(faq, texts)
    assert was_kept
    kept.unlink()
    read, was_kept = begin(faq, texts)
    assert not was_kept
    assert again.current.catalogue == read.current.catalogue
    assert again.current.index.known == read.current.index.known


def test_a_kept_edition_hides_no_warning(faq: Path, texts: Texts, kept: Path) -> None:
    again = start(faq, texts)
    assert [problem.code for problem in again.problems] == ["W72"]
    again.refresh()
    assert [problem.code for problem in again.problems] == ["W72"]


def test_a_page_that_grew_old_since_it_was_kept_is_told_of_by_a_review(faq: Path, texts: Texts, kept: Path) -> None:
    made = compiled.load(kept)
    assert made is not None
    page = faq / GOOD
    compiled.keep(kept, replace(made, day=date.today() - timedelta(1), problems=()))
    again = start(faq, texts)
    assert again.problems == ()
    again.review()
    assert [(problem.path, problem.code) for problem in again.problems] == [(page, "W72")]
    assert start(faq, texts).problems == again.problems


def test_an_edit_has_only_its_own_page_read_and_is_served_as_if_all_were(
    faq: Path, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = faq / "passport" / "other.md"
    other.write_text(re.sub(r"(?m)^(## \S+: )", r"\1Иная: ", (faq / GOOD).read_text()).replace("паспорт", "билет"))
    served = start(faq, texts)
    served.refresh()
    was, read = page.read, list[str]()
    monkeypatch.setattr(
        page, "read", lambda data, path, languages: read.append(path.name) or was(data, path, languages)
    )
    (faq / GOOD).write_text((faq / GOOD).read_text().replace("Паспорт выдаёт посольство.", "Паспорт даст посольство."))
    served.refresh()
    assert read == ["good.md"]
    assert answer(served) == "Паспорт даст посольство."
    afresh = start(faq, texts).current
    assert served.current.catalogue == afresh.catalogue
    assert served.current.index.known == known(afresh.catalogue)
    other.unlink()
    served.refresh()
    assert set(served.current.catalogue.entries) == {"good"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:3],
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:],
    ],
)
def test_a_damaged_file_is_made_anew(
    damage: Callable[[bytes], bytes], faq: Path, texts: Texts, kept: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    again, was_kept = begin(faq, texts)
    assert not was_kept
    assert answer(again) == "Паспорт выдаёт посольство."
    assert f"{kept.name} is damaged" in caplog.text
    assert begin(faq, texts)[1]


def test_an_edit_is_served_by_the_next_start_whatever_its_date(faq: Path, texts: Texts, kept: Path) -> None:
    page = faq / GOOD
    before = page.stat()
    page.write_text(page.read_text().replace("посольство", "консульств"))
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    edited = start(faq, texts)
    assert answer(edited) == "Паспорт выдаёт консульств."
    assert not kept.exists()
    assert len(list(kept.parent.glob("edition-*"))) == 1


def test_an_edit_while_it_runs_is_kept_for_the_next_start(faq: Path, texts: Texts, kept: Path) -> None:
    running = start(faq, texts)
    page = faq / GOOD
    page.write_text(page.read_text().replace("посольство", "консульство"))
    running.refresh()
    assert answer(running) == "Паспорт выдаёт консульство."
    again, was_kept = begin(faq, texts)
    assert was_kept and answer(again) == answer(running)


def test_unfinished_pages_keep_an_editor_from_nothing_and_readers_from_everything(faq: Path, texts: Texts) -> None:
    begun = faq / "passport" / "begun.md"
    begun.write_text(template.page(date(2026, 11, 28), texts.translations.values()))
    with pytest.raises(PagesError, match="errors"):
        start(faq, texts)
    digest = faq.parent / "seeds" / "digest.md"
    editor = Editions(faq, digest, texts, faq.parent / "data", unfinished=True)
    assert list(editor.current.catalogue.entries) == ["good"]
    assert {problem.path for problem in editor.problems if problem.is_error} == {begun}
    with pytest.raises(PagesError, match="errors"):
        start(faq, texts)  # nothing was kept that would let the bot begin
    begun.unlink()
    editor.refresh()
    assert editor.current.catalogue == start(faq, texts).current.catalogue

    (faq / "passport" / "_topic.md").write_text("Order: last\n")
    with pytest.raises(PagesError, match="no page"):
        Editions(faq, digest, texts, faq.parent / "data", unfinished=True)


async def test_a_page_that_cannot_be_read_stops_nothing(
    faq: Path, texts: Texts, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editions, read, tries = start(faq, texts), folder.files, list[int]()

    def replaced_meanwhile(*folders: Path) -> dict[Path, bytes]:
        tries.append(1)
        if len(tries) == 1:
            raise FileNotFoundError
        return read(*folders)

    async def learn(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(folder, "files", replaced_meanwhile)
    monkeypatch.setattr("bot.editions.AGAIN_SECONDS", 0)
    monkeypatch.setattr(editions, "_train_apart", learn)
    page = faq / GOOD
    page.write_text(page.read_text().replace("бесплат", "БЕСПЛАТ"))
    page.touch()
    served = asyncio.Event()
    watching = asyncio.create_task(editions.watch(served.set))
    waiting = asyncio.create_task(served.wait())
    await asyncio.wait({watching, waiting}, return_when=asyncio.FIRST_COMPLETED, timeout=30)
    assert served.is_set() and len(tries) == 2
    watching.cancel()
    await asyncio.gather(watching, waiting, return_exceptions=True)


def test_other_words_of_ours_are_another_edition(faq: Path, texts: Texts, kept: Path) -> None:
    """A page's headings are words of the translations, so a page may be wrong after they change."""
    changed = {
        language: Translation(language, {**say.texts, "How people ask": "?"})
        for language, say in texts.translations.items()
    }
    with pytest.raises(PagesError):
        start(faq, Texts(changed))


def test_a_page_with_an_error_is_not_served_from_what_was_kept(faq: Path, texts: Texts, kept: Path) -> None:
    (faq / "passport" / "broken.md").write_text("Source: §1\n")
    with pytest.raises(PagesError):
        start(faq, texts)


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"])), unique=True, max_size=30), st.text("абв", max_size=2)
)
def test_a_name_is_found_by_its_number_and_no_other_is(names: list[str], other: str) -> None:
    made = Names.of(names)
    assert [made[number] for number in range(len(made))] == names
    assert made.find(names) == list(range(len(names)))
    assert made.find([other]) == [names.index(other) if other in names else -1]


def test_names_with_one_checksum_are_told_apart() -> None:
    twins = ["plumless", "buckeroo"]  # the known pair of words with the same CRC-32
    made = Names.of(["a", *twins])
    assert len(set(made.sums.tolist())) == 2
    assert made.find([*reversed(twins), "a", "b"]) == [2, 1, 0, -1]
    assert Names.of(twins[:1]).find(twins) == [0, -1]

"""Pages: every code has a page that earns it, and good pages are read whole."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import editions
from bot.content import catalogue, checks, folder, markdown, page
from bot.content.problem import SENTENCES, Problem
from bot.editions import Editions
from bot.matching import collisions, model
from bot.matching.index import Index
from bot.matching.known import known, lessons
from bot.texts import Texts

PAGES = Path(__file__).parent / "pages"
FAILING = sorted(path.stem for path in (PAGES / "failing").glob("*.md"))
# Where a page must lie to earn its code, if not in the topic of the good page.
PLACES = {
    "F03": "faq/F03.md",
    "F04": "faq/passport/Bad_Id.md",
    "F05": "faq/second/good.md",
    "F06": "faq/lonely/page.md",
    "F55": "faq/passport/last.md",
    "F60": "seeds/digest.md",
    "F61": "seeds/digest.md",
    "F62": "faq/_concepts.txt",
    "F63": "faq/_concepts.txt",
    "W75": "faq/_translations.txt",
}


def check(faq: Path, texts: Texts) -> list[Problem]:
    found, problems = editions.read(faq, faq.parent / "seeds" / "digest.md", texts)
    index = Index(known(found), model.build(lessons(found)))
    return [*problems, *collisions.problems(found, collisions.find(found, index))]


def test_a_good_page_has_no_problem_and_is_read_whole(faq: Path, texts: Texts) -> None:
    assert check(faq, texts) == []
    digest = faq.parent / "seeds" / "digest.md"
    contents = folder.files(faq, digest)
    found, _ = catalogue.load(contents, faq, digest, texts.translations.values())
    entry = found.entries["good"]
    assert (entry.topic, entry.source, entry.checked, entry.urgent) == ("passport", (12,), date(2026, 11, 20), False)
    russian = entry.versions["ru"]
    assert russian.title == "Новый паспорт: где получить?"
    assert [(part.text, part.bullet) for part in russian.answer] == [
        ("Паспорт выдаёт посольство.", False),
        ("заявление", True),
        ("фото", True),
        ("Спросите: 1899.", False),
    ]
    assert russian.answer[1].spans == (markdown.Span("заявление", bold=True),)
    assert len(russian.questions) == 15
    assert [part.text for part in entry.show] == ["Гражданин вправе получить паспорт."]


@pytest.mark.parametrize("code", FAILING)
def test_each_failing_page_earns_its_code_and_no_other_error(code: str, faq: Path, texts: Texts) -> None:
    place = faq.parent / PLACES.get(code, f"faq/passport/{code.lower()}.md")
    place.parent.mkdir(parents=True, exist_ok=True)
    if code == "F05":
        shutil.copy(PAGES / "passing" / "_topic.md", place.parent)
        (place.parent / "_topic.md").write_text("Order: 2\n\n## Кыргызча: Экинчи\n\n## Русский: Второй\n")
    if code == "W71":
        shutil.copy(PAGES / "passing" / "_translations.txt", faq)
    shutil.copy(PAGES / "failing" / f"{code}.md", place)
    problems = check(faq, texts)
    wanted = [problem for problem in problems if problem.code == code]
    assert wanted, [problem.code for problem in problems]
    assert [problem for problem in problems if problem.is_error and problem.code != code] == []
    for problem in wanted:
        assert code == "F06" or 1 <= problem.line <= len(problem.path.read_bytes().splitlines())
        for say in texts.translations.values():
            assert "{" not in problem.sentence(say)


def test_every_code_has_a_failing_page_and_a_row_in_the_editors_readme() -> None:
    readme = (Path("faq") / "README.md").read_text(encoding="utf-8")
    assert set(FAILING) == set(SENTENCES)
    for code in SENTENCES:
        assert readme.count(f"| {code} |") == 2, code  # once in Russian, once in Kyrgyz


def test_one_mistake_gives_one_message_at_its_line(faq: Path, texts: Texts) -> None:
    text = (PAGES / "failing" / "F12.md").read_bytes()
    _, problems = page.read(text, Path("faq/t/x.md"), texts.translations.values())
    assert [(problem.line, problem.code) for problem in problems] == [(1, "F12")]
    assert problems[0].sentence(texts["ru"]).startswith("поле «Sourse» неизвестно. Известны: Source")


def test_a_missing_language_is_one_error(faq: Path, texts: Texts) -> None:
    text = (PAGES / "passing" / "good.md").read_text().split("## Русский")[0].encode()
    entry, problems = page.read(text, Path("faq/t/x.md"), texts.translations.values())
    assert entry is None
    assert [problem.code for problem in problems] == ["F20"]


def test_a_link_reference_does_not_vanish_silently(faq: Path, texts: Texts) -> None:
    _, problems = markdown.read("## a\n\ntext\n\n[migrant.kg]: https://migrant.kg\n", Path("x.md"))
    assert [(problem.line, problem.code) for problem in problems] == [(5, "F31")]


@given(st.binary(max_size=400))
def test_no_bytes_crash_the_page_reader(data: bytes) -> None:
    from bot.texts import Translation

    entry, problems = page.read(data, Path("faq/t/x.md"), [Translation("ru", {}), Translation("ky", {})])
    assert entry is None and problems


@given(st.text(alphabet="#-*>[]()<!`_~| \t\n123абв:§/", max_size=300))
def test_no_markup_crashes_the_page_reader_or_leaves_the_page_without_a_line(text: str) -> None:
    lines = text.count("\n") + 1
    _, problems = markdown.read(text, Path("x.md"))
    assert all(1 <= problem.line <= lines for problem in problems)


def test_old_pages_warn_but_stay(faq: Path, texts: Texts) -> None:
    digest = faq.parent / "seeds" / "digest.md"
    contents = folder.files(faq, digest)
    found, _ = catalogue.load(contents, faq, digest, texts.translations.values())
    assert checks.check(found, frozenset(), date(2026, 11, 24)) == []
    (problem,) = checks.check(found, frozenset(), date(2027, 11, 24))
    assert (problem.code, problem.is_error) == ("W70", False)


def test_the_real_faq_has_no_error(editions: Editions) -> None:
    assert [problem for problem in editions.problems if problem.is_error] == []

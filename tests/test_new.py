"""`new`: a page of which only the words are missing, and `check` says which."""

import re
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot import editions
from bot.content import folder, page, template
from bot.texts import Texts

Run = Callable[..., Awaitable[SimpleNamespace]]


def codes(faq: Path, texts: Texts, name: str) -> list[str]:
    _, problems = editions.read(faq, faq.parent / "seeds" / "digest.md", texts)
    return [problem.code for problem in problems if problem.path.name == name]


async def test_a_new_page_tells_what_it_lacks_until_it_is_written(run: Run, faq: Path, texts: Texts) -> None:
    made = await run("new", "passport/lost-passport", FAQ_DIR=str(faq), LANG="ru_RU.UTF-8")
    path = faq / "passport" / "lost-passport.md"
    assert (made.code, made.err) == (0, "")
    assert made.out.startswith(f"Создан файл {path}.\n") and "python -m bot check" in made.out
    text = path.read_text()
    assert f"\nChecked: {date.today().isoformat()}\n" in text
    assert codes(faq, texts, path.name) == ["F23", "F25", "F23", "F25"]
    for gap, words in (
        ("## Кыргызча:", " Паспорт жоголду"),
        ("## Русский:", " Потерян паспорт"),
        ("### Кантип сурашат", "\n- жоготтум"),
        ("### Как спрашивают", "\n- потерял"),
    ):
        text = text.replace(gap, gap + words)
    path.write_text(text)
    assert codes(faq, texts, path.name) == ["F25", "F25"]
    path.write_text(re.sub(r"(## .+\n)\n(?=###)", r"\1\nТелефон: 1899.\n\n", text))
    assert codes(faq, texts, path.name) == ["F14"]
    path.write_text(path.read_text().replace("Source:", "Source: §12"))
    assert codes(faq, texts, path.name) == ["W72", "W72"]


async def test_a_new_topic_is_begun_only_when_asked_for(run: Run, faq: Path, texts: Texts) -> None:
    refused = await run("new", "pasport/lost", FAQ_DIR=str(faq))
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "There is no topic “pasport”. There are: passport. To begin a new one, add --topic.\n"
    assert not (faq / "pasport").exists()
    made = await run("new", "work/lost", "--topic", FAQ_DIR=str(faq))
    assert (made.code, made.err) == (0, "")
    topic = faq / "work" / "_topic.md"
    assert topic.read_text() == "Order: 2\n\n## Кыргызча:\n\n## Русский:\n"
    _, problems = editions.read(faq, faq.parent / "seeds" / "digest.md", texts)
    found = [problem for problem in problems if problem.path == topic]
    assert [problem.sentence(texts["ru"]) for problem in found] == [
        f"у заголовка нет названия: напишите «## {name}: название»." for name in ("Кыргызча", "Русский")
    ]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("good", "“good” is not TOPIC/ID"),
        ("passport/Good Page", "“passport/Good Page” is not TOPIC/ID"),
        ("../passport/x", "“../passport/x” is not TOPIC/ID"),
        ("passport/" + "x" * 49, "at most 48 characters"),
        ("passport/good", "There is a page with the id “good” already: "),
        ("other/good", "There is a page with the id “good” already: "),
    ],
)
async def test_a_page_that_cannot_be_made_is_refused(run: Run, faq: Path, name: str, sentence: str) -> None:
    before = folder.files(faq, faq)
    result = await run("new", name, "--topic", FAQ_DIR=str(faq))
    assert (result.code, result.out) == (2, "")
    assert sentence in result.err and len(result.err.splitlines()) == 1
    assert folder.files(faq, faq) == before


def test_a_page_made_with_its_words_has_no_problem(texts: Texts) -> None:
    languages = list(texts.translations.values())
    words = {language: f"1899 {language}" for language in texts.languages}
    questions = {language: [f"один {language}", "два"] for language in texts.languages}
    made = template.page(date(2026, 11, 28), languages, source="§12", titles=words, answers=words, questions=questions)
    entry, problems = page.read(made.encode(), Path("faq/passport/x.md"), languages)
    assert problems == [] and entry
    assert {name: [each.text for each in found.questions] for name, found in entry.versions.items()} == questions
    assert [found.title for found in entry.versions.values()] == list(words.values())

"""Hints for editors: few enough on the real pages that each is read."""

from pathlib import Path

import pytest

from bot import editions as reading
from bot.config import Config
from bot.content.problem import Problem
from bot.texts import Texts

FEW = 15


def hints(faq: Path, texts: Texts) -> list[Problem]:
    _, problems = reading.read(faq, faq.parent / "seeds" / "digest.md", texts)
    return [problem for problem in problems if problem.code in {"W73", "W74"}]


def answer(faq: Path, text: str) -> None:
    page = faq / "passport" / "good.md"
    page.write_text(page.read_text().replace("Паспорт выдаёт посольство.", text))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("да " * 25 + "да.", ["W73"]),
        ("да " * 24 + "да.", []),
        ("да " * 20 + "да. " + "нет " * 20, []),
        ("да " * 20 + "да; " + "нет " * 20, []),
        ("Это межведомственность.", ["W74"]),
        ("Это межведомственность, из межведомственности.", ["W74"]),
        ("Это межведомство.", []),
        ("Это паспортизированный документ.", []),
    ],
)
def test_long_sentences_and_words_that_nobody_uses_are_named(
    text: str, codes: list[str], faq: Path, texts: Texts
) -> None:
    answer(faq, text)
    found = hints(faq, texts)
    assert [problem.code for problem in found] == codes
    assert all(problem.line == 32 and not problem.is_error for problem in found)


def test_a_long_word_of_two_pages_is_a_word_of_ours(faq: Path, texts: Texts) -> None:
    answer(faq, "Это межведомственность.")
    (faq / "passport" / "second.md").write_text((faq / "passport" / "good.md").read_text())
    assert hints(faq, texts) == []


def test_the_real_pages_get_few_hints(texts: Texts) -> None:
    assert len(hints(Config.from_env({}).faq_dir, texts)) <= FEW

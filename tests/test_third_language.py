"""A third language needs translations and pages, and no code."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from bot import app as application
from bot import editions as reading
from bot import texts as spoken
from bot.config import ROOT
from bot.context import Desk
from bot.delivery.conversation import Conversation, buttons
from bot.delivery.offline import TOKEN, OfflineTelegram
from bot.editions import Editions
from bot.texts import Texts

NEW, NAME, ASK = "az", "Azərbaycan", "Necə soruşurlar"  # its code comes before ours in the alphabet
SECTION = f"""## {NAME}: Pasportu haradan alım?

Pasportu səfirlik verir.

- **ərizə**
- şəkil

Soruşun: 1899.

### {ASK}
- pasportu haradan alım
- pasport dəyişmək

## Показать
"""


@pytest.fixture
def three(tmp_path: Path) -> Texts:
    """Our own translations, and another made from bot.pot as `make messages NEW=…` makes it."""
    locales = tmp_path / "locales"
    shutil.copytree(ROOT / "locales", locales)
    with (locales / "bot.pot").open("rb") as file:
        catalog = read_po(file, locale=NEW)
    for message in catalog:
        if message.id:
            message.string = ASK if message.id == "How people ask" else f"{NEW} {message.id}"
    path = locales / NEW / "LC_MESSAGES" / "bot.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as out:
        write_po(out, catalog)
    return spoken.load(locales)


@pytest.fixture
def pages(faq: Path) -> Path:
    """A page and a topic in three languages."""
    page, topic = faq / "passport" / "good.md", faq / "passport" / "_topic.md"
    page.write_text(page.read_text().replace("## Показать\n", SECTION))
    topic.write_text(f"{topic.read_text()}\n## {NAME}: Pasport\n")
    return faq


@pytest.fixture
async def reader(three: Texts, pages: Path, desk: Desk) -> AsyncIterator[Conversation]:
    served = Editions(pages, pages.parent / "seeds" / "digest.md", three, pages.parent / "data")
    served.train()
    telegram = OfflineTelegram()
    spoken_in_three = replace(desk, texts=three, editions=served)
    async with application.build(TOKEN, "https://offline.invalid/bot", spoken_in_three, telegram) as app:
        yield Conversation(app, telegram, 1)


async def test_the_bot_offers_it_and_answers_in_it(reader: Conversation, three: Texts) -> None:
    assert three.languages == ("ky", NEW, "ru")
    (asked,) = await reader.say("/start")
    assert [each["text"] for each in buttons(asked.message)] == ["Кыргызча", NAME, "Русский"]
    (welcome,) = await reader.tap(NAME)
    assert welcome.message["text"].startswith(f"{NEW} ")
    assert "Pasport" in [each["text"] for each in buttons(welcome.message)]
    answer, _ = await reader.say("pasportu haradan alım")
    assert answer.message["text"].startswith("Pasportu haradan alım?\n\nPasportu səfirlik verir.\n\n• ərizə")
    assert f"{NEW} It helped" in [each["text"] for each in buttons(answer.message)]
    (turned,) = await reader.tap("Русский")
    assert turned.message["text"].startswith("Новый паспорт: где получить?")
    (turned,) = await reader.tap(NAME)
    assert turned.message["text"] == answer.message["text"]
    (sent,) = [event for event in await reader.say("/offline") if "document" in event.message]
    assert sent.message["document"]["file_name"] == f"migrant-faq-{NEW}.html"


def test_a_page_without_it_is_told_in_its_own_words(three: Texts, pages: Path) -> None:
    page = pages / "passport" / "good.md"
    page.write_text(page.read_text().replace(f"## {NAME}: Pasportu haradan alım?", f"## {NAME}:"))
    _, problems = reading.read(pages, pages.parent / "seeds" / "digest.md", three)
    assert [problem.code for problem in problems] == ["F23"]
    page.write_text(page.read_text().partition(f"## {NAME}")[0])
    _, problems = reading.read(pages, pages.parent / "seeds" / "digest.md", three)
    assert [problem.sentence(three["ru"]) for problem in problems] == [f"нет заголовка «## {NAME}: название»."]

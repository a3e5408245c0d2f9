"""What readers see, to the letter: HTML, source line, buttons and their 64 bytes."""

from pathlib import Path

from telegram import InlineKeyboardMarkup

from bot import editions
from bot.config import ROOT
from bot.delivery.markup import plain_text
from bot.editions import Editions
from bot.replies import answers, introduction, menus
from bot.replies.address import Address
from bot.replies.answers import Setting
from bot.replies.reply import Reply
from bot.texts import Texts


def good(texts: Texts) -> editions.Catalogue:
    folder = ROOT / "tests" / "pages"
    found, _ = editions.read(folder, folder / "passing" / "digest.md", texts)
    return found


def setting(catalogue: editions.Catalogue, texts: Texts) -> Setting:
    return Setting(catalogue, texts, Address("our_bot", inline=True))


def labels(reply: Reply) -> list[list[tuple[str, object]]]:
    assert isinstance(reply.keyboard, InlineKeyboardMarkup)
    return [[(button.text, button.callback_data) for button in row] for row in reply.keyboard.inline_keyboard]


def test_an_answer_to_the_letter(texts: Texts) -> None:
    catalogue = good(texts)
    reply = answers.answer(setting(catalogue, texts), catalogue.entries["good"], texts["ru"])
    assert reply.html == (
        "<b>Новый паспорт: где получить?</b>\n\nПаспорт выдаёт посольство.\n\n• <b>заявление</b>\n• фото\n\n"
        "Спросите: 1899.\n\n<i>Источник: отчёт Кыргызстана CMW/C/KGZ/2, §12. Проверено 20.11.2026.</i>"
    )
    assert labels(reply) == [
        [("Помогло", "helped:ru:good"), ("Не помогло", "unhelped:ru:good")],
        [("Поделиться", None), ("Кыргызча", "turn:ky:good")],
        [("Ещё по теме", "more:ru:passing"), ("Все темы", "menu:ru")],
    ]
    assert answers.shown(catalogue.entries["good"]) == Reply("Гражданин вправе получить паспорт.")


def test_words_of_a_page_never_become_markup(texts: Texts, tmp_path: Path) -> None:
    page = (ROOT / "tests" / "pages" / "passing" / "good.md").read_text(encoding="utf-8")
    folder = tmp_path / "faq" / "passport"
    folder.mkdir(parents=True)
    (folder / "good.md").write_text(page.replace("выдаёт посольство", "A & B, 1 &lt; 2"), encoding="utf-8")
    found, _ = editions.read(tmp_path / "faq", tmp_path / "digest.md", texts)
    reply = answers.answer(setting(found, texts), found.entries["good"], texts["ru"])
    assert "A &amp; B, 1 &lt; 2" in reply.html
    assert "A & B, 1 < 2" in plain_text(reply.html)


def test_every_reply_of_the_real_faq_is_one_telegram_message(editions: Editions, texts: Texts) -> None:
    catalogue = editions.current.catalogue
    for say in texts.translations.values():
        every = [
            answers.answer(setting(catalogue, texts), entry, say, others=list(catalogue.entries.values())[:3])
            for entry in catalogue.entries.values()
        ]
        every += [menus.topic_page(catalogue, topic, 0, say) for topic in catalogue.topics]
        every += [
            menus.topics(catalogue, say, text) for text in (introduction.WELCOME, introduction.HELP, menus.UNKNOWN)
        ]
        for reply in every:
            assert 0 < len(plain_text(reply.html)) <= 4096
            for row in labels(reply):
                for text, data in row:
                    assert len(text) <= 40 and len(str(data).encode()) <= 64


def test_descriptions_fit_telegram(texts: Texts) -> None:
    for say in texts.translations.values():
        assert len(say(introduction.DESCRIPTION)) <= 512
        assert len(say(introduction.SHORT_DESCRIPTION)) <= 120
        assert all(len(say(text)) <= 256 for text in introduction.COMMANDS.values())


def test_a_long_topic_has_pages_that_lead_on_and_back(editions: Editions, texts: Texts) -> None:
    from dataclasses import replace

    catalogue = editions.current.catalogue
    topic = catalogue.topics[0]
    (entry, *_) = catalogue.of_topic(topic.id)
    many = {f"e{number:02}": replace(entry, id=f"e{number:02}") for number in range(20)}
    large = replace(catalogue, entries=many)
    pages = [labels(menus.topic_page(large, topic, number, texts["ru"])) for number in range(3)]
    assert [len(page) for page in pages] == [8 + 2, 8 + 2, 4 + 2]
    assert pages[0][-2] == [("Ещё", f"topic:ru:{topic.id}:1")]
    assert pages[1][-2] == [("Назад", f"topic:ru:{topic.id}:0"), ("Ещё", f"topic:ru:{topic.id}:2")]
    assert pages[2][-2] == [("Назад", f"topic:ru:{topic.id}:1")]
    assert labels(menus.topic_page(large, topic, 99, texts["ru"])) == pages[2]


def test_paragraphs_are_shown_as_ranges(texts: Texts) -> None:
    from dataclasses import replace

    catalogue = good(texts)
    entry = replace(catalogue.entries["good"], source=(50, 51, 52, 128, 198, 199))
    assert "§50–52, 128, 198–199." in answers.text(entry, texts["ky"])

"""What could tell who asked is masked, whatever it poses as; what is ours stays."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.editions import Editions
from bot.matching.keys import keys
from bot.scrubbing import LONGEST, MASK, scrub

OURS = frozenset(keys("кантип паспорт алам как получить консулдук каттоо канча турат мен Москвада где"))
PIECES = st.sampled_from(
    [
        *(
            "меня зовут ",
            "менин атым ",
            "Азамат",
            "азамат",
            " деген",
            " эже",
            "мен ",
            "паспорт ",
            "Тел ",
            " ",
            "\n",
            ".",
        ),
        *(
            "+996 555 12-34-56",
            "AN1234567",
            "@azamat_99",
            "a.b@mail.ru",
            "https://t.me/joinchat/x",
            "www.x",
            "vk.com/id",
        ),
        *(
            "①",
            "Ⅳ",
            "١٢",
            "²",
            "𝟗",
            "一",
            "＠",
            "１",
            "\u200b",
            "\u0301",
            "\x00",
            "\ud800",
            MASK,
            "‹",
            "›",
            "…",
            "_",
            "=",
            "-",
        ),
        *("Асанович", "асановна", "имя ", "фамилия ", "x" * 50, "A", "b1", "ru", "com", "://", "Ⓐ", "ﬁ"),
    ]
)
QUESTIONS = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=12).map("".join))


@settings(max_examples=500)
@given(QUESTIONS)
@example("x" * 39 + "=1=1=1=1=1=1=1=1=1=1=1=1=1=1=1=1=1=1 Тел")
def test_nothing_of_numbers_addresses_or_links_passes_and_twice_is_once(question: str) -> None:
    scrubbed = scrub(question, OURS)
    assert not any(letter.isnumeric() for letter in scrubbed)
    assert "@" not in scrubbed
    assert not re.search(r"[^\W_]_+[^\W_]", scrubbed)
    assert not re.search(r"://|www\.|[a-z0-9-]\.[a-z]{2}", scrubbed, re.IGNORECASE)
    assert len(scrubbed) <= LONGEST
    assert scrub(scrubbed, OURS) == scrubbed
    scrubbed.encode()  # a database can hold it
    assert "\x00" not in scrubbed


@given(st.lists(st.sampled_from(sorted(OURS)), min_size=1, max_size=12))
def test_the_keys_of_what_is_ours_survive(words: list[str]) -> None:
    assert keys(scrub(" ".join(words), OURS)) == keys(" ".join(words))


@pytest.mark.parametrize(
    ("question", "scrubbed"),
    [
        ("менин атым азамат, паспорт кантип алам", "менин атым ‹…›, паспорт кантип алам"),
        ("Меня зовут Бакыт Асанов. Где получить паспорт?", "Меня зовут ‹…›. Где получить паспорт?"),
        ("мен Айгүл, паспорт кантип алам", "мен ‹…›, паспорт кантип алам"),
        ("Айгүл эже паспорт кантип алам", "‹…› эже паспорт кантип алам"),
        ("нурлан деген паспорт алам", "‹…› деген паспорт алам"),
        ("нурлан уулу бакыт паспорт алам", "‹…› уулу бакыт паспорт алам"),
        ("Асанов Азамат паспорт алам", "‹…› паспорт алам"),
        ("сергей иванович где паспорт", "‹…› где паспорт"),
        ("эрмек абдыкадыров паспорт алам", "‹…› паспорт алам"),
        ("паспорт мамытова айгуль сатаровна", "паспорт ‹…›"),
        ("aibek toktosunovgo паспорт", "‹…› паспорт"),
        ("жаркын осмоновадан паспорт алам", "‹…› паспорт алам"),
        ("паспорт абдыкадыров кантип", "паспорт абдыкадыров кантип"),
        ("aibek_95 паспорт, aibek_tok алам", "‹…› паспорт, ‹…› алам"),
        ("мен АЗАМАТ, РФ паспорт", "мен ‹…›, РФ паспорт"),
        ("паспорт AN 1234567 кантип алам", "паспорт AN ‹…› кантип алам"),
        ("паспорт №AN1234567, ИНН 12345678901234", "паспорт ‹…›, ИНН ‹…›"),
        ("тел +996 (555) 12-34-56 паспорт", "тел ‹…› паспорт"),
        ("30-күндө паспорт 12.05.1990", "‹…›-күндө паспорт ‹…›"),
        ("жаз @azamat_99 же a.b@mail.ru", "жаз ‹…› же ‹…›"),
        ("карачы https://vk.com/azamat менен migrant.kg", "карачы ‹…› менен ‹…›"),
        ("мен Москвада, паспорт кантип алам", "мен Москвада, паспорт кантип алам"),
        ("Кантип. Азамат кайда", "Кантип. Азамат кайда"),
    ],
)
def test_names_and_numbers_are_masked_where_they_can_be_recognised(question: str, scrubbed: str) -> None:
    assert scrub(question, OURS) == scrubbed


def test_a_long_story_is_cut_after_a_word() -> None:
    scrubbed = scrub("паспорт кантип алам " * 40, OURS)
    assert LONGEST - 10 < len(scrubbed) <= LONGEST
    assert scrubbed.endswith(("паспорт", "кантип", "алам"))


@pytest.mark.parametrize("endless", ["a", "1", "a.", "(", "-1", "ы", "ович", ":/", "@", "‹…", "www", "_"])
def test_a_word_without_end_holds_nobody_up(endless: str) -> None:
    assert scrub("паспорт " + endless * 100_000, OURS) == "паспорт ‹…›"  # hours, where its square is what it takes


def test_our_words_hold_the_places_we_write_of_but_no_names(editions: Editions) -> None:
    ours = editions.current.index.vocabulary
    assert {"pasport", "moskvada", "rosiada", "konsulduk"} <= ours
    assert ours.isdisjoint(keys("Азамат Гүлнара Мирбек Салтанат Нурлан"))

"""Keys fold what people type: scripts, missing letters, doubled letters, habits of cheap phones."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.concepts import Concept
from bot.matching.keys import keys
from bot.matching.lexicon import compile_lexicon


@pytest.mark.parametrize(
    "spellings",
    [
        ["каттоого", "каттого", "kattoogo", "KATTOOGO", "каттоогоо"],
        ["өлкө", "олко", "olko", "ölkö", "o'lko", "o’lko"],
        ["жүрөм", "журом", "jurom", "zhurom", "djurom"],
        ["шайлоо", "shayloo", "şayloo", "wailo"],
        ["үчүн", "учун", "uchun", "u4un", "üçün"],
        ["чыкты", "chykty", "4ykty"],
        ["консул", "konsul", "кoнсул", "koнсул".replace("ko", "ко")],
        ["ёлка", "елка", "yolka"],
        ["щётка", "shchetka", "schetka"],
        ["цирк", "tsirk", "tzirk"],
    ],
)
def test_spellings_of_one_word_share_a_key(spellings: list[str]) -> None:
    assert len({keys(spelling) for spelling in spellings}) == 1


def test_figures_stay_as_they_are() -> None:
    assert keys("1899, 30 күн, 4ga, 18ге") == ("1899", "30", "kun", "4", "ga", "18", "ge")


def test_only_words_and_figures_make_keys() -> None:
    assert keys("!? 😀 — … \u200b") == ()


@given(st.text(max_size=80))
def test_any_text_gives_keys_of_plain_letters_whatever_its_case(text: str) -> None:
    found = keys(text)
    assert all(key and not key.isspace() for key in found)
    assert keys(f"  {text}\n") == found


def test_words_too_long_to_be_words_are_not_kept() -> None:
    """Each of these would keep eight megabytes of its beginnings."""
    lexicon = compile_lexicon([Concept("passport", False, ("паспорт",), (), 1)])
    tracemalloc.start()
    for number in range(20):
        lexicon.notions(keys(f"{'аб' * 2000}{chr(ord('в') + number)}"))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 1_000_000

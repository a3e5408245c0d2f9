"""The bot's own words: all of them translated, extracted from the code and from nowhere else."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot import texts as spoken
from bot.config import ROOT
from bot.errors import TextsError
from bot.texts import Texts

KEYWORDS = ("msgid", "BotError", "ConfigError", "PagesError", "StorageError", "TextsError", "ConnectionFailed")
PLURALS = {"ky": 1, "ru": 3}  # pinned, since Babel has changed its own mind
LANGUAGES = sorted(path.parent.parent.name for path in (ROOT / "locales").glob("*/LC_MESSAGES/bot.po"))


def test_bot_pot_holds_just_the_texts_of_the_code() -> None:
    found = extract_from_dir(ROOT / "bot", keywords=dict.fromkeys(KEYWORDS))
    with (ROOT / "locales" / "bot.pot").open("rb") as file:
        kept = {message.id for message in read_po(file) if message.id}
    assert kept == {message for _, _, message, _, _ in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_braces_and_the_plural_rule(language: str) -> None:
    with (ROOT / "locales" / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        catalog = read_po(file)
    assert catalog.num_plurals == PLURALS.get(language, catalog.num_plurals)
    with (ROOT / "locales" / "bot.pot").open("rb") as file:
        known = {message.id for message in read_po(file)}
    for message in catalog:
        braces = re.findall(r"\{\w+\}", str(message.id))
        assert set(re.findall(r"\{\w+\}", str(message.string))) == set(braces), message.id
        assert message.id in known, f"{language}: “{message.id}” is said no more: make messages takes it away"
        assert not message.fuzzy, f"{language}: “{message.id}” is only guessed: correct it and take the mark away"
        assert not list(message.check(catalog)), message.id
    assert known == {message.id for message in catalog if message.string or not message.id}


def test_languages_are_offered_kyrgyz_first_by_their_own_names(texts: Texts) -> None:
    assert texts.languages[0] == texts.default == "ky"
    assert [texts[language].name for language in ("ky", "ru")] == ["Кыргызча", "Русский"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("ru", 'msgid "Menu"\nmsgstr ""\n', "“Menu” is not translated"),
        ("ru", "Menu = Меню\n", "cannot be read"),
        ("russian", 'msgid "Menu"\nmsgstr "Меню"\n', "“russian” is not a language code"),
    ],
)
def test_a_broken_translation_is_named(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / "bot.pot").write_text('msgid "Menu"\nmsgstr ""\n')
    path = tmp_path / name / "LC_MESSAGES" / "bot.po"
    path.parent.mkdir(parents=True)
    path.write_text(content)
    with pytest.raises(TextsError, match=message) as caught:
        spoken.load(tmp_path)
    assert "bot.po" in str(caught.value)


def test_a_folder_without_translations_is_named(tmp_path: Path) -> None:
    (tmp_path / "bot.pot").write_text("")
    with pytest.raises(TextsError, match="no translation"):
        spoken.load(tmp_path)

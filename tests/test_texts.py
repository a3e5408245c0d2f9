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
PLURALS = {"ky": 1, "ru": 3}


def test_bot_pot_holds_just_the_texts_of_the_code() -> None:
    found = extract_from_dir(ROOT / "bot", keywords=dict.fromkeys(KEYWORDS))
    with (ROOT / "locales" / "bot.pot").open("rb") as file:
        kept = {message.id for message in read_po(file) if message.id}
    assert kept == {message for _, _, message, _, _ in found}


@pytest.mark.parametrize("language", PLURALS)
def test_translations_keep_the_braces_and_the_plural_rule(language: str) -> None:
    with (ROOT / "locales" / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        catalog = read_po(file)
    assert catalog.num_plurals == PLURALS[language]
    with (ROOT / "locales" / "bot.pot").open("rb") as file:
        known = {message.id for message in read_po(file)}
    for message in catalog:
        braces = re.findall(r"\{\w+\}", str(message.id))
        assert set(re.findall(r"\{\w+\}", str(message.string))) == set(braces), message.id
        assert message.id in known
        assert not message.fuzzy


def test_languages_are_offered_kyrgyz_first_by_their_own_names(texts: Texts) -> None:
    assert texts.languages == ("ky", "ru")
    assert texts.default == "ky"
    assert [say.name for say in texts.translations.values()] == ["Кыргызча", "Русский"]


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

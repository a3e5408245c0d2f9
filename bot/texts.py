"""The bot's own words: gettext catalogues read straight from .po files, one a language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

from bot.errors import TextsError

FIRST = "ky"  # our readers' own language comes before the others, whatever their codes


def msgid(text: str) -> str:
    """Mark a text for translation where it is written, before a language is known."""
    return text


@dataclass(frozen=True, slots=True)
class Translation:
    """One language's words. Calling it with an English msgid gives the text, its braces filled from `values`."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, message: str, /, **values: object) -> str:
        """The text for an English msgid."""
        text = self.texts.get(message, message)
        return text.format(**values) if values else text

    @property
    def name(self) -> str:
        """The language's own name, capitalised: «Кыргызча», «Русский» (Unicode CLDR)."""
        return _name(self.language)


ENGLISH = Translation("en", {})


@dataclass(frozen=True, slots=True)
class Texts:
    """Every language that the bot speaks, in the order in which it offers them."""

    translations: Mapping[str, Translation]

    def __getitem__(self, language: str) -> Translation:
        return self.translations[language]

    @property
    def languages(self) -> tuple[str, ...]:
        """Language codes, as in the folders of locales/."""
        return tuple(self.translations)

    @property
    def default(self) -> str:
        """The language for a reader of whom we know nothing: the first one."""
        return self.languages[0]


def load(folder: Path) -> Texts:
    """Read `folder`/bot.pot and every `folder`/<language>/LC_MESSAGES/bot.po.

    Raises TextsError when a file cannot be read or a message of bot.pot has no translation.
    """
    template = _read(folder / "bot.pot")
    wanted = [str(message.id) for message in template if message.id]
    translations = {}
    paths = {path.parent.parent.name: path for path in folder.glob("*/LC_MESSAGES/bot.po")}
    for language, path in sorted(paths.items(), key=lambda found: (found[0] != FIRST, found[0])):
        catalog = _read(path)
        texts = {str(m.id): str(m.string) for m in catalog if m.id and m.string and not m.fuzzy}
        for message in wanted:
            if message not in texts:
                raise TextsError("{path}: “{text}” is not translated.", path=path, text=message)
        try:
            Locale.parse(language)
        except (UnknownLocaleError, ValueError) as error:
            raise TextsError("{path}: “{language}” is not a language code.", path=path, language=language) from error
        translations[language] = Translation(language, texts)
    if not translations:
        raise TextsError("{path}: there is no translation in this folder.", path=folder)
    return Texts(translations)


@cache  # it stands on a button of every answer
def _name(language: str) -> str:
    return (Locale.parse(language).get_display_name() or language).capitalize()


def _read(path: Path) -> Catalog:
    try:
        with path.open("rb") as file:
            return read_po(file, abort_invalid=True)
    except (OSError, UnicodeDecodeError, PoFileError) as error:
        raise TextsError("{path} cannot be read: {reason}", path=path, reason=error) from error

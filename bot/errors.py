"""What can go wrong in a way that a person can mend: each error is a sentence to translate and its values."""


class BotError(Exception):
    """The root of our errors; `message` is a gettext msgid, `values` fill its braces, `exit_code` ends the command."""

    exit_code = 1

    def __init__(self, message: str, /, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message.format(**self.values)


class ConfigError(BotError):
    """Raised when the environment or the command line asks for what cannot be done."""

    exit_code = 2


class TextsError(BotError):
    """Raised when a translation of the bot's own words is missing or cannot be read."""


class PagesError(BotError):
    """Raised when the FAQ holds an error, so that nothing of it may reach a reader."""


class StorageError(BotError):
    """Raised when the database cannot be opened, read or written."""


class ConnectionFailed(BotError):  # noqa: N818 - said of an event, not of a fault in the program
    """Raised when Telegram cannot be reached or refuses our token."""

"""The environment, read once: every variable that the bot knows, typed."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import ConfigError

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "locales"
TELEGRAM_API_URL = "https://api.telegram.org/bot"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("text", "json")
LONGEST_RETENTION = 3650  # days
LISTEN = "127.0.0.1:8443"
Listen = tuple[str, int]  # host and port


@dataclass(frozen=True, slots=True)
class Config:
    """What the environment says; the token and the database address never show in `repr`."""

    token: str = field(repr=False)
    api_url: str
    database_url: str = field(repr=False)
    data_dir: Path
    faq_dir: Path
    webhook_url: str
    webhook_secret: str = field(repr=False)
    listen: Listen
    health_listen: Listen | None
    admin_ids: tuple[int, ...]
    operators_chat_id: int | None
    retention_days: int
    log_level: str
    log_format: str
    locale: str

    @property
    def digest(self) -> Path:
        """The paragraphs of the report that the FAQ rests on, beside the FAQ."""
        return self.faq_dir.parent / "seeds" / "digest.md"

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Config":
        """Read the variables of deploy/env.example.

        Raises ConfigError, naming the variable, when a value cannot be used.
        """
        data_dir = Path(env.get("DATA_DIR") or ROOT / "data")
        token = env.get("TELEGRAM_BOT_TOKEN", "").strip()
        return cls(
            token=token,
            api_url=_url(env.get("TELEGRAM_API_URL") or TELEGRAM_API_URL),
            database_url=env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'bot.sqlite3'}",
            data_dir=data_dir,
            faq_dir=Path(env.get("FAQ_DIR") or ROOT / "faq"),
            webhook_url=_webhook(env.get("WEBHOOK_URL", "").strip()),
            webhook_secret=_secret(env.get("WEBHOOK_SECRET", "").strip() or _derived(token)),
            listen=_listen("LISTEN", env.get("LISTEN") or LISTEN),
            health_listen=_listen("HEALTH_LISTEN", env["HEALTH_LISTEN"]) if env.get("HEALTH_LISTEN") else None,
            admin_ids=_ids("ADMIN_IDS", env.get("ADMIN_IDS", "")),
            operators_chat_id=_chat("OPERATORS_CHAT_ID", env.get("OPERATORS_CHAT_ID", "").strip()),
            retention_days=_days("RETENTION_DAYS", env.get("RETENTION_DAYS") or "30"),
            log_level=_one_of("LOG_LEVEL", env.get("LOG_LEVEL") or "INFO", LOG_LEVELS),
            log_format=_one_of("LOG_FORMAT", env.get("LOG_FORMAT") or "text", LOG_FORMATS),
            locale=locale(env),
        )


def locale(env: Mapping[str, str]) -> str:
    """The language code of the person at the terminal, by POSIX's variables; "" when they do not say."""
    named = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return named.split("_")[0].split(".")[0]


def _url(value: str) -> str:
    if not re.match(r"https?://[^/\s]+", value):
        raise ConfigError(
            "TELEGRAM_API_URL is “{value}”; it must begin with http:// or https://, "
            "for example http://127.0.0.1:8081/bot",
            value=value,
        )
    return value.rstrip("/")


def _webhook(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^/\s?#]+/[^\s?#]+", value):
        raise ConfigError(
            "WEBHOOK_URL is “{value}”; it must be an address with a path of its own, https://bot.example.org/telegram",
            value=value,
        )
    return value


def _secret(value: str) -> str:
    if not re.fullmatch(r"[\w-]{1,256}", value, re.ASCII):
        raise ConfigError("WEBHOOK_SECRET must be 1 to 256 of the characters A-Z, a-z, 0-9, _ and -.")
    return value


def _derived(token: str) -> str:
    """A secret that every process of one bot agrees on, and that does not tell the token."""
    return hashlib.blake2b(b"webhook", key=hashlib.sha256(token.encode()).digest(), digest_size=32).hexdigest()


def _listen(name: str, value: str) -> Listen:
    host, _, port = value.strip().rpartition(":")
    if not (host and port.isascii() and port.isdecimal() and int(port) < 65536):
        raise ConfigError(
            "{name} is “{value}”; it must be an address and a port, 127.0.0.1:8443", name=name, value=value
        )
    return host.strip("[]"), int(port)


def _ids(name: str, value: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in value.replace(",", " ").split())
    except ValueError:
        raise ConfigError("{name} is “{value}”; it must be Telegram ids, 1234,5678", name=name, value=value) from None


def _chat(name: str, value: str) -> int | None:
    if value and not re.fullmatch(r"-?\d+", value, re.ASCII):
        raise ConfigError(
            "{name} is “{value}”; it must be the id of one Telegram chat, -1001234567890", name=name, value=value
        )
    return int(value) if value else None


def _days(name: str, value: str) -> int:
    if not (value.isascii() and value.isdecimal() and 0 < int(value) <= LONGEST_RETENTION):
        raise ConfigError(
            "{name} is “{value}”; it must be a number of days from 1 to {most}",
            name=name,
            value=value,
            most=LONGEST_RETENTION,
        )
    return int(value)


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    for choice in known:
        if value.lower() == choice.lower():
            return choice
    raise ConfigError("{name} is “{value}”; it must be one of {known}", name=name, value=value, known=", ".join(known))

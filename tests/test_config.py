"""The environment: defaults, and a clear refusal of what cannot be used."""

import re

import pytest

from bot.config import ROOT, Config
from bot.errors import ConfigError


def test_defaults_need_no_environment() -> None:
    config = Config.from_env({})
    assert config.token == ""
    assert config.api_url == "https://api.telegram.org/bot"
    assert config.database_url == f"sqlite:///{ROOT / 'data' / 'bot.sqlite3'}"
    assert (config.faq_dir, config.log_level, config.log_format) == (ROOT / "faq", "INFO", "text")


def test_values_are_read_and_typed() -> None:
    config = Config.from_env(
        {
            "TELEGRAM_BOT_TOKEN": " 1:a ",
            "TELEGRAM_API_URL": "http://127.0.0.1:8081/bot/",
            "ADMIN_IDS": "12, 34",
            "DATA_DIR": "/srv/bot",
            "LOG_LEVEL": "debug",
            "LANG": "ky_KG.UTF-8",
            "OPERATORS_CHAT_ID": " -1001234567890 ",
            "RETENTION_DAYS": "7",
        }
    )
    assert (config.token, config.api_url, config.admin_ids) == ("1:a", "http://127.0.0.1:8081/bot", (12, 34))
    assert (config.database_url, config.log_level, config.locale) == ("sqlite:////srv/bot/bot.sqlite3", "DEBUG", "ky")
    assert (config.operators_chat_id, config.retention_days) == (-1001234567890, 7)
    assert (Config.from_env({}).operators_chat_id, Config.from_env({}).retention_days) == (None, 30)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("TELEGRAM_API_URL", "127.0.0.1"), ("ADMIN_IDS", "me"), ("LOG_LEVEL", "LOUD"), ("LOG_FORMAT", "xml")),
        *(("OPERATORS_CHAT_ID", "-100 -200"), ("OPERATORS_CHAT_ID", "@people")),
        *(("RETENTION_DAYS", "0"), ("RETENTION_DAYS", "a month")),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name) as caught:
        Config.from_env({name: value})
    assert value in str(caught.value)


def test_secrets_do_not_show() -> None:
    shown = repr(Config.from_env({"TELEGRAM_BOT_TOKEN": "1:secret", "DATABASE_URL": "sqlite:///secret"}))
    assert "secret" not in shown


def test_every_variable_is_documented_and_every_documented_one_is_read() -> None:
    code = (ROOT / "bot" / "config.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.get\("([A-Z_]+)"', code)) - {"LC_ALL", "LC_MESSAGES", "LANG"}
    example = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == read


def test_what_is_pinned_is_what_is_declared() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for extra, name in (("", "requirements.txt"), ("dev", "requirements-dev.txt")):
        pinned = (ROOT / "deploy" / name).read_text()
        declared = [*project["dependencies"], *(project["optional-dependencies"][extra] if extra else [])]
        for requirement in declared:
            distribution = re.split(r"[\[>=<]", requirement)[0]
            assert re.search(rf"^{distribution}==", pinned, re.MULTILINE | re.IGNORECASE), (distribution, name)
        assert "://" not in pinned

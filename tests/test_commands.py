"""The commands as a person runs them: their output, their exit codes, and one clear sentence for bad input."""

import json
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.__main__ import COMMANDS
from bot.config import ROOT
from bot.editions import Editions

Run = Callable[..., Awaitable[SimpleNamespace]]
WANTED = {
    "kak vstat na konsulskiy uchet": "consular-registration-how",
    "Россияга келгенден кийин канча күндө каттоого турам": "eaeu-registration-30-days",
    "shailoogo katyshuu uchun konsulga turush kerekpi": "voting-consular-registration",
    "нужен ли патент кыргызстанцу": "eaeu-work-permit",
    "паспортумду жоготуп койдум кантип уйго кайтам": "lost-documents-return",
}


@pytest.fixture
def env(data_dir: Path, editions: Editions) -> dict[str, str]:
    return {"DATA_DIR": str(data_dir)}


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    """A copy of the FAQ that a test may break."""
    shutil.copytree(ROOT / "faq", tmp_path / "faq")
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    return tmp_path / "faq"


def is_one_sentence(result: SimpleNamespace) -> bool:
    return "Traceback" not in result.err and len(result.err.strip().splitlines()) == 1


async def test_ask_reads_a_question_a_line_and_prints_an_object_a_line(run: Run, env: dict[str, str]) -> None:
    lines = [*WANTED, "где купить билет", "", 'вопрос\tс "кавычками" и \\']
    result = await run("ask", "--json", stdin="\n".join(lines) + "\n", **env)
    assert (result.code, result.err) == (0, "")
    found = [json.loads(line) for line in result.out.splitlines()]
    assert [each["question"] for each in found] == lines
    for each, entry in zip(found, WANTED.values(), strict=False):
        assert (each["decision"], each["entries"][0]["id"]) == ("answer", entry)
        scores = [candidate["score"] for candidate in each["entries"]]
        assert scores == sorted(scores, reverse=True)
        assert set(each) == {"question", "language", "decision", "entries"}
    assert [each["decision"] for each in found[-3:-1]] == ["unknown"] * 2
    assert [each["language"] for each in found[:2]] == ["ru", "ky"]


async def test_a_terminal_without_our_letters_shows_their_numbers(run: Run, env: dict[str, str]) -> None:
    result = await run("chat", "--lang", "ky", stdin="salam\n", **env, PYTHONIOENCODING="ascii")
    assert (result.code, result.err) == (0, "")
    assert "\\u0421\\u0430\\u043b\\u0430\\u043c" in result.out


async def test_ask_explains_in_the_editors_words(run: Run, env: dict[str, str]) -> None:
    result = await run("ask", "--explain", "паспортмду жоготуп иидим уйго", **env, LANG="ru_RU.UTF-8")
    assert (result.code, result.err) == (0, "")
    assert "lost-documents-return" in result.out
    assert "Исправлено: " in result.out
    assert "За первую говорят понятия: «lost+passport»" in result.out
    assert "для ответа нужно" in result.out
    exact = await run("ask", "--explain", next(iter(WANTED)), **env, LANG="ky_KG.UTF-8")
    assert "Мындай окулду: " in exact.out
    (found,) = (await run("ask", "--json", "--explain", "паспорт жоготтум уйго", **env)).out.splitlines()
    why = json.loads(found)["why"]
    assert (why["method"], "lost" in why["notions"]) == ("model", True)
    assert why["reasons"]["notions"][0][1] > 0


async def test_chat_talks_in_a_pipe(run: Run, env: dict[str, str]) -> None:
    said = "сколько стоит консульский учёт\n[Все темы]\n1\n[нет такой]\n"
    result = await run("chat", "--lang", "ru", stdin=said, **env)
    assert (result.code, result.err) == (0, "")
    assert "Консульский учёт бесплатный." in result.out
    assert "1. [1899 и кто даёт советы]" in result.out
    assert "1. [Что такое 1899, кто отвечает?]" in result.out
    assert "Нет кнопки [нет такой]." in result.out


async def test_check_is_clean_and_names_a_broken_page(run: Run, env: dict[str, str], faq: Path) -> None:
    assert (await run("check", **env)).code == 0
    page = faq / "consular" / "consular-registration-cost.md"
    page.write_text(page.read_text().replace("**бесплатный**", "бесплатный 30 дней"))
    for language, words in (("ru", "нет ни в одном пункте"), ("ky", "пункттарынын биринде да жок")):
        result = await run("check", "--lang", language, FAQ_DIR=str(faq), **env)
        assert (result.code, result.err) == (1, "")
        (line,) = [line for line in result.out.splitlines() if " F51 " in line]
        number = page.read_text().split("бесплатный 30")[0].count("\n") + 1
        assert line.startswith(f"{page}:{number}: F51 «30»")
        assert words in line


async def test_related_names_near_entries_that_the_page_does_not(
    run: Run, env: dict[str, str], editions: Editions
) -> None:
    result = await run("related", "legal-aid-who", LANG="ru_RU.UTF-8", **env)
    assert (result.code, result.err) == (0, "")
    scores, names = zip(*(line.split()[:2] for line in result.out.splitlines()), strict=True)
    assert list(scores) == sorted(scores, reverse=True) and len(scores) == 5
    entries = editions.current.catalogue.entries
    assert not {"legal-aid-who", *entries["legal-aid-who"].see_also} & set(names)
    assert sum(entries[name].topic == "legal-aid" for name in names) >= 3
    assert entries[names[0]].versions["ru"].title in result.out


async def test_evaluate_scores_a_file(run: Run, env: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "questions.tsv"
    rows = [f"{number}\tru\tclean\t{text}\t{entry}" for number, (text, entry) in enumerate(WANTED.items())]
    path.write_text("\n".join(["id\tlang\tstyle\tquestion\taccept", *rows, "9\tru\tfar\tгде купить билет\t-"]) + "\n")
    result = await run("evaluate", str(path), "--json", **env)
    assert result.code == 0
    figures = json.loads(result.out)
    assert figures["all"] == {
        "rows": 6,
        "right": 100.0,
        "one_tap": 100.0,
        "wrong": 0.0,
        "missed": 0.0,
        "oos_wrong": 0.0,
        "urgent_one_tap": 100.0,
    }


@pytest.mark.parametrize(
    ("words", "env_", "code", "sentence"),
    [
        (["run"], {}, 2, "TELEGRAM_BOT_TOKEN is not set. Ask @BotFather"),
        (["run"], {"LANG": "ru_RU.UTF-8"}, 2, "TELEGRAM_BOT_TOKEN не задан. Получите токен"),
        (["run"], {"LANG": "ky_KG"}, 2, "TELEGRAM_BOT_TOKEN берилген эмес."),
        (["run"], {"TELEGRAM_BOT_TOKEN": "1:a", "DATABASE_URL": "mysql://x"}, 2, "must begin with sqlite:///"),
        (["run"], {"TELEGRAM_API_URL": "telegram"}, 2, "TELEGRAM_API_URL is “telegram”"),
        (["ask", "x"], {"FAQ_DIR": "/nowhere"}, 1, "There is no page in /nowhere"),
        (["check"], {"FAQ_DIR": "/nowhere"}, 2, "There is no page in /nowhere"),
        (["check", "--watch"], {"FAQ_DIR": "/nowhere"}, 2, "There is no page in /nowhere"),
        (["check", "--lang", "de"], {}, 2, "“de” is not one of ky, ru"),
        (["chat", "--lang", "de"], {}, 2, "“de” is not one of ky, ru"),
        (["chat", "--record", "x.txt"], {}, 2, "x.txt must end with .ky.txt, .ru.txt"),
        (["chat", "--lang", "ky", "--record", "x.ru.txt"], {}, 2, "x.ru.txt must end with .ky.txt,"),
        (["chat", "--record", "/nowhere/x.ru.txt"], {}, 2, "/nowhere/x.ru.txt cannot be written: No such file"),
        (["related", "no-such"], {}, 2, "There is no page “no-such”."),
        (["evaluate", "/nowhere.tsv"], {}, 2, "/nowhere.tsv cannot be read"),
        (["evaluate", "README.md"], {}, 2, "README.md must have the columns"),
        (["preview", "--port", "99999"], {}, 2, "99999 is not a port"),
        (["preview", "--host", "192.0.2.1", "--port", "0"], {}, 2, "“192.0.2.1” is no address of this computer"),
        (["preview", "--host", "no such", "--port", "0"], {}, 2, "“no such” is no address of this computer"),
    ],
)
async def test_bad_input_gets_one_sentence(
    run: Run, env: dict[str, str], words: list[str], env_: dict[str, str], code: int, sentence: str
) -> None:
    result = await run(*words, **{**env, **env_})
    assert result.code == code
    assert sentence in result.err
    assert is_one_sentence(result), result.err


async def test_an_unknown_command_is_refused_with_the_known_ones(run: Run) -> None:
    result = await run("serve")
    assert result.code == 2
    assert "invalid choice: 'serve'" in result.err and "preview" in result.err
    assert "Traceback" not in result.err


async def test_help_names_every_command(run: Run) -> None:
    result = await run("--help")
    assert result.code == 0
    for name in COMMANDS:
        assert f"    {name} " in result.out


async def test_a_faq_with_an_error_is_not_served(run: Run, env: dict[str, str], faq: Path) -> None:
    (faq / "consular" / "broken.md").write_text("Source: §1\n")
    for words in (["ask", "x"], ["chat"], ["report"], ["run"]):
        database = f"sqlite:///{faq.parent / 'bot.sqlite3'}"  # not in the folder of the index, which outlives the tests
        result = await run(*words, FAQ_DIR=str(faq), TELEGRAM_BOT_TOKEN="1:a", DATABASE_URL=database, **env)
        assert result.code == 1
        assert "has 3 errors; “python -m bot check” lists them" in result.err
        assert is_one_sentence(result)


async def test_databases_that_cannot_be_used_are_named(run: Run, env: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    broken = tmp_path / "broken.sqlite3"
    broken.write_text("not a database " * 100)
    newer = tmp_path / "newer.sqlite3"
    connection = sqlite3.connect(newer)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    for path, reason in ((folder, "unable to open"), (broken, "not a database"), (newer, "newer bot")):
        result = await run("run", TELEGRAM_BOT_TOKEN="1:a", DATABASE_URL=f"sqlite:///{path}", **env)
        assert result.code == 1
        assert str(path) in result.err and reason in result.err
        assert is_one_sentence(result), result.err


async def test_a_read_only_database_is_named_and_kept(run: Run, env: dict[str, str], tmp_path: Path) -> None:
    result = await run("run", TELEGRAM_BOT_TOKEN="1:a", DATABASE_URL="sqlite:////proc/bot.sqlite3", **env)
    assert result.code == 1
    assert "The database /proc/bot.sqlite3 cannot be used" in result.err
    assert is_one_sentence(result)


async def test_a_port_in_use_is_named_with_another_to_try(run: Run, start: Run, env: dict[str, str]) -> None:
    first = await start("preview", "--port", "0", **env)
    line = (await first.stdout.readline()).decode()
    port = line.split(":")[2].split("/")[0]
    result = await run("preview", "--port", port, **env)
    assert result.code == 2
    assert f"Port {port} cannot be used" in result.err and str(int(port) + 1) in result.err
    assert is_one_sentence(result)
    first.terminate()
    assert await first.wait() == 0


async def test_a_variable_with_a_wrong_value_is_named_in_the_persons_language(run: Run) -> None:
    for language, words in (
        ("ru_RU.UTF-8", "равен «@люди»"),
        ("ky_KG.UTF-8", "«@люди»; Telegram чатынын"),
        ("C", "is “@люди”"),
    ):
        result = await run("check", LANG=language, OPERATORS_CHAT_ID="@люди")
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith("OPERATORS_CHAT_ID") and words in result.err
        assert len(result.err.strip().splitlines()) == 1

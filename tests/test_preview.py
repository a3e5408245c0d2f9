"""The preview over real HTTP: the chat, edits while it runs, and who may talk to it."""

import asyncio
import json
import re
import shutil
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientResponse, ClientSession

from bot.config import ROOT

Start = Callable[..., Awaitable[asyncio.subprocess.Process]]


class Page:
    """A browser tab: one chat, and the events that the server sends it."""

    def __init__(self, session: ClientSession, url: str, faq: Path) -> None:
        self.session = session
        self.url = url
        self.faq = faq
        self.stream: ClientResponse | None = None

    async def open(self) -> None:
        self.stream = await self.session.get(f"{self.url}events?chat=5&lang=ru")

    async def event(self, kind: str) -> dict[str, Any]:
        assert self.stream is not None
        async with asyncio.timeout(20):
            async for line in self.stream.content:
                if line.startswith(b"data: "):
                    event = json.loads(line[6:])
                    if event["kind"] == kind:
                        return event
        raise AssertionError("the stream ended")

    async def post(self, path: str, **body: Any) -> int:
        async with self.session.post(f"{self.url}{path}?lang=ru", json={"chat": "5", **body}) as answer:
            return answer.status

    async def history(self) -> dict[str, Any]:
        async with self.session.get(f"{self.url}history?chat=5&lang=ru") as answer:
            return await answer.json()


@pytest.fixture
async def page(start: Start, data_dir: Path) -> AsyncIterator[Page]:
    """Of the real FAQ."""
    async with previewed(start, ROOT / "faq", data_dir) as opened:
        yield opened


@pytest.fixture
async def edited(start: Start, tmp_path: Path, data_dir: Path) -> AsyncIterator[Page]:
    """Of a FAQ that may be edited."""
    for name in ("faq", "seeds"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(data_dir, tmp_path / "data")
    async with previewed(start, tmp_path / "faq", tmp_path / "data") as opened:
        yield opened


@asynccontextmanager
async def previewed(start: Start, faq: Path, data: Path) -> AsyncIterator[Page]:
    process = await start("preview", "--port", "0", FAQ_DIR=str(faq), DATA_DIR=str(data), ADMIN_IDS="5")
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().split()[1]
    async with ClientSession() as session:
        opened = Page(session, url, faq)
        await opened.open()
        yield opened
        assert opened.stream is not None
        opened.stream.close()
    process.terminate()
    _, err = await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0
    assert b"Traceback" not in err, err.decode()


async def test_the_page_and_its_parts_are_served_in_both_languages(page: Page) -> None:
    for language, title in (("ky", "Ботту көрүү"), ("ru", "Просмотр бота")):
        async with page.session.get(f"{page.url}?lang={language}") as answer:
            text = await answer.text()
        assert f'<html lang="{language}">' in text and f"<title>{title}</title>" in text
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "[[" not in text and "http://" not in text and "https://" not in text
    for name in ("preview.css", "preview.js", "workbench.css", "workbench.js"):
        async with page.session.get(f"{page.url}{name}") as answer:
            assert answer.status == 200


async def test_a_question_is_answered_and_a_button_works(page: Page) -> None:
    assert await page.post("say", text="сколько стоит консульский учёт") == 200
    assert (await page.event("said"))["message"]["text"] == "сколько стоит консульский учёт"
    answer = (await page.event("sent"))["message"]
    assert "Консульский учёт бесплатный." in answer["text"]
    button = answer["reply_markup"]["inline_keyboard"][0][0]
    assert await page.post("tap", message=answer["message_id"], data=button["callback_data"]) == 200
    assert (await page.event("sent"))["message"]["text"].startswith(button["text"])
    first = (await page.history())["messages"][0]
    assert first["text"] == "сколько стоит консульский учёт"


async def test_an_edit_shows_while_it_runs_and_a_broken_one_leaves_the_old_answer(edited: Page) -> None:
    path = edited.faq / "consular" / "consular-registration-cost.md"
    good = path.read_text()
    path.write_text(good.replace("Консульский учёт **бесплатный**.", "Платить за учёт не надо."))
    answer = ""
    while "Платить за учёт не надо." not in answer:
        await edited.event("pages")
        await edited.post("say", text="сколько стоит консульский учёт")
        answer = (await edited.event("sent"))["message"]["text"]

    path.write_text(good.replace("Source:", "Sourse:"))
    while not (event := await edited.event("pages"))["pages"]["errors"]:
        pass
    (problem,) = (each for each in event["pages"]["problems"] if each["code"].startswith("F"))
    assert (problem["place"], problem["code"]) == ("faq/consular/consular-registration-cost.md:1", "F12")
    assert problem["sentence"].startswith("поле «Sourse»")
    assert problem in event["question"]["page"]["problems"], "it is shown beside the page too"
    await edited.post("say", text="сколько стоит консульский учёт")
    assert "Платить за учёт не надо." in (await edited.event("sent"))["message"]["text"]

    path.write_text(good)
    while (await edited.event("pages"))["pages"]["errors"]:
        pass
    await edited.post("say", text="сколько стоит консульский учёт")
    assert "Консульский учёт бесплатный." in (await edited.event("sent"))["message"]["text"]


async def test_it_begins_while_a_page_is_unfinished(start: Start, tmp_path: Path, data_dir: Path) -> None:
    for name in ("faq", "seeds"):
        shutil.copytree(ROOT / name, tmp_path / name)
    begun = tmp_path / "faq" / "consular" / "begun.md"
    begun.write_text("Source: §1\n")
    folders = {"FAQ_DIR": str(tmp_path / "faq"), "DATA_DIR": str(data_dir)}
    process = await start("preview", "--port", "0", **folders)
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().split()[1]
    async with ClientSession() as session:
        page = Page(session, url, tmp_path / "faq")
        places = {each["place"] for each in (await page.history())["pages"]["problems"] if each["code"].startswith("F")}
    assert {place.partition(":")[0] for place in places} == {"faq/consular/begun.md"}
    process.terminate()
    await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0


async def test_the_operators_screen_answers_a_reader_and_others_do_not_see_it(page: Page) -> None:
    await page.post("say", text="посоветуйте красивый фильм про любовь и котят на вечер пятницы")
    unknown = (await page.event("sent"))["message"]
    await page.post("tap", message=unknown["message_id"], data="person:ru")
    consent = (await page.event("sent"))["message"]
    await page.post("tap", message=consent["message_id"], data="send:ru:hidden")
    async with page.session.get(f"{page.url}history?chat=6&view=operators") as answer:
        (question,) = (await answer.json())["messages"]
    assert "про любовь" in question["text"]
    await page.post("say", view="operators", text="Не знаем", reply=question["message_id"])
    assert "Не знаем" in (await page.event("sent"))["message"]["text"]
    async with page.session.get(f"{page.url}history?chat=6&view=reader") as answer:
        assert (await answer.json())["messages"] == []


async def test_cards_files_and_other_kinds_of_messages(page: Page) -> None:
    async with page.session.post(f"{page.url}inline?lang=ru", json={"chat": "5", "text": "консульский учёт"}) as answer:
        (card, *_) = (await answer.json())["cards"]
    await page.post("choose", text="консульский учёт", id=card["id"])
    assert (await page.event("said"))["message"]["via_bot"]["username"] == "offline_bot"
    await page.post("attach", kind="voice")
    assert (await page.event("sent"))["message"]["text"].startswith("Я не умею слушать")
    await page.post("say", text="/offline")
    document = (await page.event("sent"))["message"]["document"]
    async with page.session.get(f"{page.url}file?id={document['file_id']}") as answer:
        assert answer.status == 200 and len(await answer.read()) == document["file_size"]
        assert answer.headers["Content-Disposition"] == "attachment"
    async with page.session.get(f"{page.url}file?id=none") as answer:
        assert answer.status == 404


async def test_the_report_is_a_picture_that_the_page_may_show(page: Page) -> None:
    for reader in ("6", "7", "8"):
        await page.post("say", chat=reader, text="сколько стоит консульский учёт")
    await page.post("say", text="/stats")
    (picture,) = (await page.event("sent"))["message"]["photo"]
    async with page.session.get(f"{page.url}file?id={picture['file_id']}") as answer:
        assert (answer.status, answer.content_type) == (200, "image/png")
        assert len(await answer.read()) == picture["file_size"]
    async with page.session.get(page.url) as answer:
        assert "img-src 'self'" in answer.headers["Content-Security-Policy"]


async def test_nonsense_is_refused_and_the_chat_goes_on(page: Page) -> None:
    for path, data, kind in (
        ("say", b"{", "application/json"),
        ("say", b"[]", "application/json"),
        ("say", b'{"chat": "x", "text": "1"}', "application/json"),
        ("tap", b'{"chat": "5", "message": "one"}', "application/json"),
        ("say", b'{"chat": "5", "view": "admin", "text": "1"}', "application/json"),
        ("attach", b'{"chat": "5", "kind": "bomb"}', "application/json"),
    ):
        async with page.session.post(page.url + path, data=data, headers={"Content-Type": kind}) as answer:
            assert answer.status == 400
    assert await page.post("tap", message=4, data="entry:ru:gone") == 200
    assert (await page.event("sent"))["message"]["text"].startswith("Эта кнопка устарела")
    assert await page.post("say", text="half a smile \ud83d") == 200
    assert (await page.event("said"))["message"]["text"] == "half a smile \ud83d"


async def test_tabs_closed_at_once_and_half_a_message_are_no_faults(page: Page) -> None:
    port = urlsplit(page.url).port
    head = f"HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
    for asked in (
        f"GET /events?chat=6 {head}\r\n",
        f"POST /say {head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{",
    ):
        with socket.create_connection(("127.0.0.1", port)) as tab:
            tab.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closed as by a reset
            tab.sendall(asked.encode())
    assert await page.post("say", text="/start") == 200  # answered after both, and the fixture finds no traceback


async def test_another_site_cannot_talk_to_the_preview(page: Page) -> None:
    async with page.session.get(page.url, headers={"Host": "evil.example"}) as answer:
        assert answer.status == 403
    async with page.session.post(f"{page.url}say", data=b'{"chat": "5", "text": "1"}') as answer:
        assert answer.status == 415


async def test_the_last_question_is_explained_and_again_after_an_edit(edited: Page) -> None:
    assert (await edited.history())["question"] is None
    await edited.post("say", text="муж забрал детей и документы")
    explained = (await edited.event("question"))["question"]
    assert explained["outcome"] == "Бот предложил кнопки."
    (place,) = re.findall(r"faq/([\w/-]+\.md):(\d+)", explained["advice"][-1])
    path = edited.faq / place[0]
    lines = path.read_text().splitlines(keepends=True)
    lines.insert(int(place[1]), explained["line"] + "\n")
    path.write_text("".join(lines))
    while (again := await edited.event("pages"))["question"]["outcome"] != "Бот сразу дал ответ.":
        pass
    assert "именно эти слова стоят среди вопросов" in again["question"]["advice"][0]
    assert (await edited.history())["question"] == again["question"]
    async with edited.session.get(f"{edited.url}history?chat=6&lang=ru") as answer:
        assert (await answer.json())["question"] is None, "another tab has its own last question"


async def test_all_pages_are_told_with_their_state_and_votes(edited: Page) -> None:
    await edited.post("say", text="сколько стоит консульский учёт")
    answer = (await edited.event("sent"))["message"]
    await edited.post("tap", message=answer["message_id"], data="helped:ru:consular-registration-cost")
    path = edited.faq / "consular" / "consular-registration-cost.md"
    path.write_text(path.read_text().replace("Source:", "Sourse:"))
    while not (await edited.event("pages"))["pages"]["errors"]:
        pass
    async with edited.session.get(f"{edited.url}pages?lang=ky") as listed:
        topics = (await listed.json())["topics"]
    pages = {each["id"]: each for topic in topics for each in topic["pages"]}
    broken = pages["consular-registration-cost"]
    assert [each["code"] for each in broken["problems"]] == ["F12"]
    assert broken["votes"] == [1, 0] and broken["title"] == "Консулдук каттоо канча турат?"
    assert pages["consular-registration-how"]["problems"] == []


async def test_what_only_a_comparison_of_all_pages_finds_is_shown_too(start: Start, faq: Path, tmp_path: Path) -> None:
    first, second = faq / "passport" / "good.md", faq / "passport" / "second.md"
    second.write_text(first.read_text().replace("кайдан алам?", "кайда?").replace("где получить?", "где?"))
    async with previewed(start, faq, tmp_path / "data") as page:
        seen: dict[str, Any] = {"problems": []}
        while "F53" not in {each["code"] for each in seen["problems"]}:
            seen = (await page.event("pages"))["pages"]
        assert not seen["errors"], "both pages are served"
        async with page.session.get(f"{page.url}pages?lang=ru") as listed:
            (topic,) = (await listed.json())["topics"]
        told = {each["id"]: {problem["code"] for problem in each["problems"]} for each in topic["pages"]}
        assert "F53" in told["second"] and "F53" not in told["good"]
        second.unlink()
        while (await page.event("pages"))["pages"]["problems"]:
            pass


async def test_other_computers_are_let_in_only_when_asked_for_and_with_a_warning(start: Start, data_dir: Path) -> None:
    process = await start("preview", "--host", "0.0.0.0", "--port", "0", DATA_DIR=str(data_dir), LANG="ru_RU.UTF-8")
    assert process.stdout is not None
    address = (await process.stdout.readline()).decode().split()[1]
    warning = (await process.stdout.readline()).decode()
    port = address.rstrip("/").rpartition(":")[2]
    assert address == f"http://127.0.0.1:{port}/"
    assert warning.startswith("Внимание: все в сети этого компьютера могут читать") and f"порту {port}" in warning
    async with ClientSession() as session:
        for host, status in (("192.168.7.7:1", 200), ("evil.example", 403), (f"localhost:{port}", 200)):
            async with session.get(address, headers={"Host": host}) as answer:
                assert answer.status == status, host
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_the_page_is_for_this_computer_alone_unless_told_otherwise(page: Page) -> None:
    assert page.url.startswith("http://127.0.0.1:")
    for host in ("192.168.7.7:1", "127.0.0.1.evil.example"):
        async with page.session.get(page.url, headers={"Host": host}) as answer:
            assert answer.status == 403

"""The preview in a real browser at a small phone's width: everything that a reader can do, in both languages."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, async_playwright, expect

from bot.editions import Editions
from bot.handlers import media
from bot.replies import introduction
from bot.texts import Texts

Start = Callable[..., Awaitable[asyncio.subprocess.Process]]
QUESTIONS = {
    "ru": {
        "cost": "сколько стоит консульский учёт",
        "off-topic": "посоветуйте красивый фильм про любовь и котят на вечер пятницы",
        "danger": "муж меня избивает что делать",
        "by hand": "Спросите в кассе",
    },
    "ky": {
        "cost": "консулдук каттоо канча турат",
        "off-topic": "арзан самолёт билетин кайдан алам",
        "danger": "күйөөм мени сабап жатат эмне кылам",
        "by hand": "Кассадан сураңыз",
    },
}


class Screen:
    """What a person sees and does, in the bot's words."""

    def __init__(self, page: Page, texts: Texts, language: str) -> None:
        self.page = page
        self.say = texts[language]
        self.newest = page.locator("#chat li").last

    async def write(self, text: str) -> None:
        await self.page.fill("#text", text)
        await self.page.press("#text", "Enter")

    async def tap(self, label: str) -> None:
        words = re.compile(f"^{re.escape(self.say(label))}$")
        await self.page.locator(".buttons button", has_text=words).last.click()

    async def sees(self, message: str) -> None:
        beginning = re.split(r"[\n{<]", re.sub("</?b>", "", self.say(message)))[0]
        await expect(self.page.locator("#chat li .bubble", has_text=beginning).last).to_be_visible()

    async def look(self, view: str) -> None:
        await self.page.click(f"#views button[data-view={view}]")


@pytest.fixture
async def address(start: Start, data_dir: Path, editions: Editions) -> AsyncIterator[str]:
    process = await start("preview", "--port", "0", DATA_DIR=str(data_dir))
    assert process.stdout is not None
    yield (await process.stdout.readline()).decode().split()[1]
    process.terminate()
    _, err = await asyncio.wait_for(process.communicate(), 10)
    assert b"Traceback" not in err


@pytest.mark.parametrize("language", ["ru", "ky"])
async def test_all_of_the_conversation_on_a_small_phone(address: str, texts: Texts, language: str) -> None:
    asked, complaints = QUESTIONS[language], []
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 320, "height": 568})
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(f"{address}?lang={language}")
        screen = Screen(page, texts, language)
        await screen.tap(screen.say.name)
        await screen.sees(introduction.WELCOME)
        await screen.write(asked["cost"])
        await screen.tap("It helped")
        await expect(page.locator("#notice")).to_have_text(screen.say("Thank you"))
        await screen.tap("Share")
        await page.locator("#cards button").first.click()
        await expect(page.locator(".via").last).to_contain_text("via @")

        await screen.write("/lawyer")
        await screen.tap("In Kyrgyzstan")
        await screen.sees("Which of these fits the person who needs a lawyer?")
        await screen.write("/days")
        await screen.tap("I entered the country")
        await screen.write("12.10")
        await screen.tap("Change the day")

        await screen.write(asked["off-topic"] + " " + asked["off-topic"])
        await screen.tap("Send my question to a person")
        await screen.tap("Send without my name")
        await screen.look("operators")
        await page.locator("#chat li .reply").last.click()
        await screen.write(asked["by hand"])
        await screen.look("reader")
        await screen.sees("A person answers you:")

        await screen.look("group")
        await screen.write(f"@offline_bot {asked['cost']}")
        await screen.tap("Ask the bot")
        await expect(page.locator("#views button[data-view=reader]")).to_have_attribute("aria-pressed", "true")

        await screen.write("/offline")
        async with page.expect_download() as saved:
            await page.locator(".bubble a[download]").last.click()
        assert (await saved.value).suggested_filename == f"migrant-faq-{language}.html"
        await page.click("#attach summary")
        await page.locator("#attach ul button").first.click()
        await screen.sees(media.VOICE)

        assert await page.evaluate("document.documentElement.scrollWidth") <= 320
        await screen.write(asked["danger"])
        await screen.tap("Clear this chat")
        await page.click("#alert button")
        await expect(page.locator("#chat li")).to_have_count(1)
        await expect(page.locator("#chat li .bubble")).to_have_text(screen.say("Hello!"))
        await browser.close()
    assert complaints == []


@pytest.mark.parametrize("language", ["ru", "ky"])
async def test_the_largest_font_leaves_everything_within_reach(address: str, texts: Texts, language: str) -> None:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 320, "height": 568})
        await page.goto(f"{address}?lang={language}")
        screen = Screen(page, texts, language)
        await screen.tap(screen.say.name)
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        await screen.write(QUESTIONS[language]["cost"])
        await expect(page.locator(".buttons button", has_text=screen.say("Share")).last).to_be_attached()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320
        for selector, narrowest in (("#text", 120), ("#chat", 300), ("form button[type=submit]", 40)):
            box = await page.locator(selector).bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= 320 and box["width"] >= narrowest, selector
            assert box["y"] + box["height"] <= 568, selector
            assert selector != "#chat" or box["height"] >= 200, "a third of the screen is for the conversation"
        await page.click("#menu summary")
        first = await page.locator("#menu ul button").first.bounding_box()
        assert first and first["y"] >= 0
        await browser.close()


async def test_a_view_left_before_its_history_came_shows_nothing_in_the_next(address: str, texts: Texts) -> None:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 320, "height": 568})
        await page.goto(f"{address}?lang=ru")
        screen = Screen(page, texts, "ru")
        await screen.tap(screen.say.name)
        await screen.look("group")
        late = asyncio.Event()

        async def wait(route: Route) -> None:
            if "view=reader" in route.request.url:
                await late.wait()
            await route.continue_()

        await page.route("**/history*", wait)
        async with page.expect_request(lambda request: "view=reader" in request.url and "history" in request.url):
            await screen.look("reader")  # a view left before its events come asks for no history
        await screen.look("operators")
        async with page.expect_response(lambda answer: "view=reader" in answer.url and "history" in answer.url):
            late.set()
        await expect(page.locator("#chat li")).to_have_count(0)
        await browser.close()

"""The editor's workbench in a real browser: what it shows of a question and of pages, while pages are edited."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.config import ROOT
from bot.editions import Editions
from bot.texts import Texts

Start = Callable[..., Awaitable[asyncio.subprocess.Process]]
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 320, "height": 568}
EDITED = 60_000  # milliseconds that a busy machine, which trains a model besides, may take to serve an edit
ERROR = re.compile(r"\bF\d\d\b")
COST = Path("consular") / "consular-registration-cost.md"
ASKED = {"ru": "сколько стоит учёт в консульстве в Москве", "ky": "консулдукка эсепке туруу канча сом болот эле"}


@pytest.fixture
async def address(start: Start, data_dir: Path) -> AsyncIterator[str]:
    """Of a preview of the real FAQ."""
    async with previewed(start, DATA_DIR=str(data_dir)) as address:
        yield address


@pytest.fixture
async def edited(start: Start, tmp_path: Path, data_dir: Path) -> AsyncIterator[tuple[str, Path]]:
    """The address of a preview of a FAQ that may be edited, and its folder."""
    for name in ("faq", "seeds"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(data_dir, tmp_path / "data")
    async with previewed(start, FAQ_DIR=str(tmp_path / "faq"), DATA_DIR=str(tmp_path / "data")) as address:
        yield address, tmp_path / "faq"


@asynccontextmanager
async def previewed(start: Start, **env: str) -> AsyncIterator[str]:
    process = await start("preview", "--port", "0", **env)
    assert process.stdout is not None
    yield (await process.stdout.readline()).decode().split()[1]
    process.terminate()
    _, err = await asyncio.wait_for(process.communicate(), 10)
    assert b"Traceback" not in err


@asynccontextmanager
async def opened(address: str, texts: Texts, language: str, size: dict[str, int]) -> AsyncIterator[Page]:
    """The page with a chat begun in this language; nothing may complain in the browser's console."""
    complaints: list[str] = []
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": size["width"], "height": size["height"]})
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(f"{address}?lang={language}")
        await page.locator(".buttons button", has_text=texts[language].name).click()
        yield page
        assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        await browser.close()
    assert complaints == []


async def write(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.press("#text", "Enter")


@pytest.mark.parametrize("language", ["ru", "ky"])
async def test_a_question_shows_its_bars_and_the_words_that_settled_it(
    address: str, texts: Texts, language: str
) -> None:
    async with opened(address, texts, language, DESKTOP) as page:
        say = texts[language]
        await expect(page.locator("#question")).to_have_text(
            say("Ask something in the chat: here you will see how the bot understood it and why it replied so.")
        )
        await write(page, ASKED[language])
        await expect(page.locator(".message")).to_have_text(ASKED[language])
        first = page.locator(".candidates li").first
        chance = int((await first.locator("b").inner_text()).rstrip("%"))
        widths = [
            (await bar.bounding_box() or {"width": 0.0})["width"]
            for bar in (first.locator(".bar"), first.locator(".bar div"))
        ]
        assert widths[1] / widths[0] == pytest.approx(chance / 100, abs=0.02)
        needed = page.locator(".scale").first
        assert re.search(r"\d+%.*\d+%", await needed.inner_text())
        languages = await page.locator(".compared li").evaluate_all("items => items.map((item) => item.lang)")
        assert languages == ["ky", "ky", "ru", "ru"]
        for word in ("word", "notion"):
            await expect(page.locator(f".compared mark.{word}").first).to_be_visible()
        await expect(page.locator(".message mark").first).to_be_visible()
        place = page.locator(".compared code").first
        await expect(place).to_have_text(re.compile(r"^faq/[\w-]+/[\w-]+\.md:\d+$"))


async def test_a_broken_page_shows_its_message_and_the_old_answer_stays(edited: tuple[str, Path], texts: Texts) -> None:
    address, faq = edited
    async with opened(address, texts, "ru", DESKTOP) as page:
        await write(page, "сколько стоит консульский учёт")
        answer = page.locator("#chat li .bubble", has_text="Консульский учёт бесплатный.")
        await expect(answer).to_have_count(1)
        await page.fill("#text", "недописанное")
        good = (faq / COST).read_text(encoding="utf-8")
        (faq / COST).write_text(good.replace("Source:", "Sourse:"), encoding="utf-8")
        message = "faq/consular/consular-registration-cost.md:1: F12 поле «Sourse» неизвестно."
        for place in ("#problems li", "#question .problems li"):
            await expect(page.locator(place).first).to_contain_text(message, timeout=EDITED)
        await expect(page.locator("#state")).to_have_text(
            texts["ru"]("The FAQ has errors; the answers before them are still served.")
        )
        await expect(answer).to_have_count(1)
        await expect(page.locator("#text")).to_have_value("недописанное")
        await write(page, "сколько стоит консульский учёт")
        await expect(answer).to_have_count(2)

        mended = good.replace("Консульский учёт **бесплатный**.", "Платить за учёт не надо.")
        (faq / COST).write_text(mended, encoding="utf-8")
        await expect(page.locator("#problems.broken")).to_have_count(0, timeout=EDITED)
        await expect(page.locator("#question .problems li", has_text=ERROR)).to_have_count(0)
        await write(page, "сколько стоит консульский учёт")
        await expect(page.locator("#chat li .bubble", has_text="Платить за учёт не надо.")).to_have_count(1)
        await expect(answer).to_have_count(2)


async def test_adding_the_line_that_is_advised_makes_the_bot_certain(edited: tuple[str, Path], texts: Texts) -> None:
    address, faq = edited
    async with opened(address, texts, "ru", DESKTOP) as page:
        await write(page, "муж забрал детей и документы")
        await expect(page.locator(".outcome")).to_have_text("Бот предложил кнопки.")
        advised = page.locator("#question > p", has_text="### Как спрашивают")
        name, number = re.findall(r"faq/([\w/-]+\.md):(\d+)", await advised.inner_text())[0]
        lines = (faq / name).read_text(encoding="utf-8").splitlines(keepends=True)
        lines.insert(int(number), await page.locator("code.line").inner_text() + "\n")
        (faq / name).write_text("".join(lines), encoding="utf-8")
        await expect(page.locator(".outcome")).to_have_text("Бот сразу дал ответ.", timeout=EDITED)
        await expect(page.locator("code.line")).to_have_count(0)


@pytest.mark.parametrize("language", ["ru", "ky"])
async def test_the_table_of_pages_is_filtered_and_opens_an_answer(
    edited: tuple[str, Path], texts: Texts, language: str, editions: Editions
) -> None:
    address, faq = edited
    say, entries = texts[language], editions.current.catalogue.entries
    old = (faq / COST).read_text(encoding="utf-8")
    (faq / COST).write_text(re.sub(r"Checked: \S+", "Checked: 2025-01-01", old), encoding="utf-8")
    async with opened(address, texts, language, DESKTOP) as page:
        await page.focus("#benches button[data-bench=question]")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        rows = page.locator("#pages tbody tr:not(.topic):visible")
        await expect(rows).to_have_count(len(entries), timeout=EDITED)
        await expect(page.locator("#shown")).to_have_text(
            say("{shown} of {all} pages", shown=len(entries), all=len(entries))
        )
        await page.fill("#filter", "w70")
        await expect(rows).to_have_count(1, timeout=EDITED)
        await expect(rows.locator(".problems li")).to_contain_text("W70")
        await expect(rows.locator(".stale")).to_be_visible()
        await page.fill("#filter", "")
        await page.check("#only")
        await expect(rows.filter(has=page.locator(".stale"))).to_have_count(1)
        await expect(rows.filter(has_not=page.locator(".problems li"))).to_have_count(0)
        await page.uncheck("#only")
        await page.fill("#filter", "consular-registration-cost")
        await expect(rows).to_have_count(1)
        title = entries["consular-registration-cost"].versions[language].title
        await rows.locator("button").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#chat li b", has_text=title)).to_be_visible()
        await page.locator(".buttons button", has_text=re.compile(f"^{say('It helped')}$")).click()
        await expect(rows.locator("td").last).to_have_text(
            say("{helped} helped, {unhelped} did not", helped=1, unhelped=0)
        )
        await expect(page.locator("#filter")).to_have_value("consular-registration-cost")


@pytest.mark.parametrize("language", ["ru", "ky"])
async def test_on_a_phone_the_workbench_unfolds_under_the_chat(address: str, texts: Texts, language: str) -> None:
    async with opened(address, texts, language, PHONE) as page:
        await write(page, ASKED[language])
        await expect(page.locator("#question")).to_be_hidden()
        fold = page.locator("#workbench > summary")
        await expect(fold).to_be_in_viewport()
        await expect(fold).to_contain_text(texts[language]("Workbench"))
        await fold.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator(".message")).to_be_in_viewport()
        await page.click("#benches button[data-bench=pages]")
        await page.fill("#filter", "consular-registration-cost")
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        await page.locator("#pages tbody tr:visible button").click()
        await expect(page.locator("#text")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_stands_out_from_its_ground(address: str, texts: Texts, scheme: str) -> None:
    """WCAG 2 AA: 4.5 to 1, measured on what the browser computed for each element that holds text."""
    async with opened(address, texts, "ru", DESKTOP) as page:
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await write(page, "муж забрал детей и документы")
        await expect(page.locator(".candidates li").first).to_be_visible()
        faint = await page.evaluate(FAINT)
        await page.click("#benches button[data-bench=pages]")
        await expect(page.locator("#pages tbody tr").first).to_be_visible()
        assert [*faint, *(await page.evaluate(FAINT))] == []


FAINT = """() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((each) => each / 255)
    .map((each) => each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("#workbench *")]
    .filter((each) => each.checkVisibility())
    .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((each) => {
      const [one, other] = [light(rgb(getComputedStyle(each).color)), light(ground(each))].sort((a, b) => b - a);
      return [each.outerHTML.slice(0, 80), (one + 0.05) / (other + 0.05)];
    })
    .filter(([, ratio]) => ratio < 4.5);
}"""

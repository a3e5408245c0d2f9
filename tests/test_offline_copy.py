"""The page for readers without mobile data: all of the FAQ, nothing loaded, and its search in a real browser."""

import csv
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot import editions
from bot.config import ROOT, Config
from bot.content.catalogue import Catalogue
from bot.content.markdown import Paragraph, Span
from bot.matching.keys import keys
from bot.offline_copy import document
from bot.replies import answers
from bot.texts import Texts

LANGUAGES = ("ky", "ru")
SIZE_LIMIT = 500_000  # bytes; a reader pays for each
PHONE = {"width": 320, "height": 568}


class Read(HTMLParser):
    """A page as a browser without scripts reads it: the elements with their attributes, and the words."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._data = False
        self.feed(html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._data = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._data = False

    def handle_data(self, data: str) -> None:
        if not self._data:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def read_catalogue(texts: Texts) -> Catalogue:
    config = Config.from_env({})
    return editions.read(config.faq_dir, config.digest, texts)[0]


@pytest.fixture(scope="module")
def catalogue(texts: Texts) -> Catalogue:
    return read_catalogue(texts)


@pytest.fixture(scope="module")
def pages(catalogue: Catalogue, texts: Texts) -> dict[str, bytes]:
    return {language: document.render(catalogue, texts[language]) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_stands_on_the_page_once_with_all_that_the_chat_says(
    language: str, catalogue: Catalogue, texts: Texts, pages: dict[str, bytes]
) -> None:
    read = Read(pages[language])
    identifiers = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert sorted(identifiers, key=str) == sorted(catalogue.entries)
    assert set(identifiers[: len(catalogue.urgent)]) == catalogue.urgent, "who is in danger reads first"
    for entry in catalogue.entries.values():
        version = entry.versions[language]
        for part in (*version.answer, *entry.show):
            assert " ".join(part.text.split()) in read.text
        assert version.title in read.text and answers.source(entry, texts[language]) in read.text
    assert all(topic.titles[language] in read.text for topic in catalogue.topics)
    newest = max(entry.checked for entry in catalogue.entries.values())
    assert texts[language](document.AS_OF, date=answers.day(newest, texts[language])) in read.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_to_entries_a_telephone_or_a_site_and_nothing_is_loaded(
    language: str, pages: dict[str, bytes]
) -> None:
    elements = Read(pages[language]).elements
    identifiers = {attributes.get("id") for _, attributes in elements}
    targets = {str(attributes["href"]) for tag, attributes in elements if tag == "a"}
    assert {"tel:1899", "https://migrant.kg"} <= targets
    for target in targets - {"#"}:
        assert target.removeprefix("#") in identifiers or target.startswith(("tel:", "https://")), target
    for tag, attributes in elements:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base"}
        assert not {"src", "srcset", "action", "style", "background"} & attributes.keys()
        assert "href" not in attributes or tag == "a"
    assert b"url(" not in pages[language] and b"@import" not in pages[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_small_and_named_so_that_any_phone_can_save_it(
    language: str, texts: Texts, pages: dict[str, bytes]
) -> None:
    assert len(pages[language]) < SIZE_LIMIT
    assert document.file_name(texts[language]) == f"migrant-faq-{language}.html"


def test_words_of_a_page_never_become_markup(catalogue: Catalogue, texts: Texts) -> None:
    hostile = '</script><img src=x onerror=alert(1)> & "[[index]]"'
    entry = next(iter(catalogue.entries.values()))
    spans = (Span(hostile), Span(hostile, bold=True))
    version = replace(entry.versions["ru"], title=hostile, answer=(Paragraph(spans, 1), Paragraph(spans, 2, True)))
    changed = replace(entry, versions={"ru": version, "ky": version}, show=(Paragraph(spans, 3),))
    html = document.render(replace(catalogue, entries={**catalogue.entries, entry.id: changed}), texts["ru"])
    read = Read(html)
    assert "img" not in {tag for tag, _ in read.elements}
    assert read.text.count(hostile) >= 1 + 2 * 3


def test_the_same_faq_gives_the_same_bytes(pages: dict[str, bytes]) -> None:
    """In another process too, whose sets have other orders."""
    code = (
        "import hashlib; from tests.test_offline_copy import ROOT, document, read_catalogue; from bot import texts;"
        "spoken = texts.load(ROOT / 'locales'); found = read_catalogue(spoken);"
        "print(hashlib.sha256(document.render(found, spoken['ru'])).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert ran.stdout.decode().strip() == hashlib.sha256(pages["ru"]).hexdigest()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's own Chromium; without it these tests fail, for the search is a promise."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        assert program, "install Debian's chromium: sudo apt install chromium"
        browser = playwright.chromium.launch(executable_path=program)
        yield browser
        browser.close()


class Phone:
    """A small phone that has the saved pages open; what it complains of or asks the network for is a failure."""

    def __init__(self, context: BrowserContext, folder: Path) -> None:
        self.context = context
        self.folder = folder
        self.complaints: list[str] = []
        context.on("console", lambda message: self.complaints.append(message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", lambda request: self._asked(request.url))

    def open(self, language: str, anchor: str = "") -> Page:
        page = self.context.new_page()
        page.goto(f"{(self.folder / f'{language}.html').as_uri()}{anchor}")
        return page

    def _asked(self, url: str) -> None:
        if not url.startswith("file:"):
            self.complaints.append(f"asked for {url}")


@pytest.fixture
def phone(request: pytest.FixtureRequest, browser: Browser, pages: dict[str, bytes], tmp_path: Path) -> Iterator[Phone]:
    settings = getattr(request, "param", {})
    for language, html in pages.items():
        (tmp_path / f"{language}.html").write_bytes(html)
    with browser.new_context(viewport=PHONE, offline=True, **settings) as context:
        opened = Phone(context, tmp_path)
        yield opened
        assert opened.complaints == []


ASKED = {
    "ru": {
        "Где бесплатно взять адвоката за границей?": "legal-aid-abroad",
        "мужа забрала полиция в москве": "detained-abroad",
        "сколько дней можно без регистрации": "eaeu-registration-30-days",
        "kak otpravit dengi domoy": "money-transfer-ways",
        "nuzhen li patent dlya raboty v rossii": "eaeu-work-permit",
        "консулский учот цена": "consular-registration-cost",
        "муж избивает": "legal-aid-domestic-violence",
        "действителен ли мой диплом в россии": "eaeu-diploma",
        "депортация": "elsewhere-deportation",
        "как проверить чёрный список": "black-list-check",
        "кыргыз тил уйронуу балам учун": "learn-kyrgyz",
    },
    "ky": {
        "чет олкодо акысыз юрист кайдан табам": "legal-aid-abroad",
        "күйөөмдү полиция кармап кетти": "detained-abroad",
        "kattoogo kancha kundo turush kerek": "eaeu-registration-30-days",
        "уйго акча жонотуу": "money-transfer-ways",
        "россияда иштоого патент керекпи": "eaeu-work-permit",
        "konsulduk kattoo kancha turat": "consular-registration-cost",
        "куйоом сабайт": "legal-aid-domestic-violence",
        "мигрант кг сайты эмне": "migrant-kg-site",
        "кара тизмеде барымды кантип текшерем": "black-list-check",
        "депортация кылып жатышат": "elsewhere-deportation",
        "потерял паспорт как вернуться домой": "lost-documents-return",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_in_any_letters_finds_its_answer_first_and_opens_it(
    language: str, phone: Phone, catalogue: Catalogue
) -> None:
    page = phone.open(language)
    for question, entry in ASKED[language].items():
        page.get_by_role("searchbox").fill(question)
        first = page.locator("form li").first
        assert first.inner_text() == catalogue.entries[entry].versions[language].title, question
        first.click()
        assert page.locator(f"#{entry}").is_visible(), question


def test_enter_opens_the_likeliest_answer_and_its_related_one_is_a_tap_away(phone: Phone) -> None:
    page = phone.open("ru")
    page.get_by_role("searchbox").fill("сколько дней без регистрации")
    page.keyboard.press("Enter")
    answer = page.locator("#eaeu-registration-30-days")
    assert answer.get_by_text("30 дней").first.is_visible()
    answer.locator(".links a").first.click()
    assert page.locator("#eaeu-length-of-stay").is_visible()
    assert page.locator("details:has(> #eaeu-length-of-stay) > summary").bounding_box()["y"] >= -1


def test_half_a_word_and_a_slip_of_the_finger_find_and_nonsense_says_whom_to_call(phone: Phone, texts: Texts) -> None:
    page = phone.open("ru")
    first = page.locator("form li").first
    for typed in ("депо", "депорт", "дупортация", "дпеортация", "деепортация", "деортация"):
        page.get_by_role("searchbox").fill(typed)
        assert first.inner_text() == "Меня депортируют", typed
    page.get_by_role("searchbox").fill("ъъъ фывапролджэ")
    assert page.locator("form li").count() == 0
    assert page.get_by_text(texts["ru"](document.LABELS["none"])).is_visible()
    page.get_by_role("searchbox").fill("")
    assert not page.get_by_text(texts["ru"](document.LABELS["none"])).is_visible()


def test_the_search_finds_labelled_messages(phone: Phone) -> None:
    """Nine of ten have the right entry among the first three: below that, the page hides answers that it holds."""
    with (ROOT / "tests" / "questions" / "dev.tsv").open(encoding="utf-8") as file:
        ours = [row for row in csv.DictReader(file, delimiter="\t") if row["accept"] != "-"]
    for language in LANGUAGES:
        asked = [row["question"] for row in ours]
        found = phone.open(language).evaluate("asked => asked.map((text) => ranked(text).map(({ id }) => id))", asked)
        right = sum(bool(set(row["accept"].split(",")) & set(ids[:3])) for row, ids in zip(ours, found, strict=True))
        assert right > 0.9 * len(ours)


ADVERSARIAL = [
    *(
        "КАТТООГО каттого kattoogo",
        "u4un 4ykty 4ga 44 a4a4a 4abc x44abc _4abc ү4abc",
        "shch sch dzh zh tz ts kh cc ccch",
    ),
    *(
        "пac­порт MOCKBA сосна cocha CCCP",
        "о'кей п’ять ʼа ʻb `c a`b'c’d 'quoted'",
        "İstanbul I ı ŞIŞLI ß ſ ﬁ Ⅷ ² ½ ① ㎏",
    ),
    *(
        "٣٤ १२ 1899 11 22.07.2022 9в1 д2",
        "ъ ь ьь ъъъ",
        "ёлка ЁЛКА е\u0308лка й и\u0306",
        "中文 ქართული 𝐛𝐨𝐥𝐝 😀a😀 a\u0301b",
    ),
    *(
        "Σίσυφος ΣΑΣ",
        "снг_ош under_score",
        "",
        " ",
        "ңңөөүү ҚОҒАМ һәм і ї є",
        "\u200bа\u200dб",
        "щщ шшш aaa ааа aа yya ыый",
    ),
]


def test_the_page_folds_words_as_the_bot_does(phone: Phone, catalogue: Catalogue) -> None:
    versions = [version for entry in catalogue.entries.values() for version in entry.versions.values()]
    texts = [*(question.text for version in versions for question in version.questions), *ADVERSARIAL]
    texts += [part.text for version in versions for part in version.answer]
    texts += [text.upper() for text in texts[:500]]
    folded = phone.open("ru").evaluate("texts => texts.map(keys)", texts)
    for text, found in zip(texts, folded, strict=True):
        assert found == list(keys(text)), text


@pytest.mark.parametrize("phone", [{"java_script_enabled": False}], indirect=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_every_answer_still_opens(language: str, phone: Phone, catalogue: Catalogue) -> None:
    page = phone.open(language)
    assert not page.get_by_role("search").is_visible()
    for topic in page.locator("details.topic > summary").all():
        topic.click()
    titles = page.locator("details:not(.topic) > summary")
    assert all(title.is_visible() for title in titles.all())
    assert titles.count() == len(catalogue.entries)
    titles.last.click()
    assert page.locator("details:not(.topic) > div").last.is_visible()
    linked = phone.open(language, "#eaeu-registration-30-days")
    assert linked.locator("#eaeu-registration-30-days").is_visible()


OPEN_ALL = "for (const each of document.querySelectorAll('details')) each.open = true"
# The lowest contrast between words and the nearest ground behind them, by WCAG's formula.
LOWEST_CONTRAST = """() => {
  const light = ([red, green, blue]) => [red, green, blue].map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const ground = (element) => {
    const colour = parts(getComputedStyle(element).backgroundColor);
    return colour[3] === 0 ? ground(element.parentElement) : colour;
  };
  const worded = [...document.querySelectorAll("body *")].filter((element) => element.checkVisibility()
    && [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()));
  return Math.min(...worded.map((element) => {
    const [words, behind] = [light(parts(getComputedStyle(element).color)), light(ground(element))];
    return (Math.max(words, behind) + 0.05) / (Math.min(words, behind) + 0.05);
  }));
}"""


@pytest.mark.parametrize(
    "phone", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True, ids=["light", "dark"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_by_day_and_night_words_stand_out_and_fit_a_narrow_screen_at_twice_the_size(
    language: str, phone: Phone, request: pytest.FixtureRequest
) -> None:
    page = phone.open(language)
    assert page.locator("html").get_attribute("lang") == language
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground != "rgb(255, 255, 255)") == dark
    page.get_by_role("searchbox").fill("паспорт")
    page.evaluate(OPEN_ALL)
    assert page.evaluate(LOWEST_CONTRAST) >= 4.5
    for size in ("100%", "200%"):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], size
    low = page.evaluate(
        "[...document.querySelectorAll('summary, input, .links a, .help a')].map((each) => each.offsetHeight)"
    )
    assert min(low) >= 44, "a thumb must not miss"


def test_on_paper_all_answers_are_open(phone: Phone) -> None:
    page = phone.open("ru")
    page.emulate_media(media="print")
    assert page.locator("#eaeu-registration-30-days").evaluate(
        "body => body.checkVisibility({ contentVisibilityAuto: true })"
    )
    assert not page.get_by_role("searchbox").is_visible()

"""A day as people type it in two languages, and as it is written back to them."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from babel import UnknownLocaleError
from hypothesis import given
from hypothesis import strategies as st

from bot.config import ROOT
from bot.guides.dates import Unread, read_day, written

TODAY = date(2026, 11, 25)
EVERY_DAY = [date(2000, 1, 1) + timedelta(days=number) for number in range(36890)]
WORDS = (
    *("12", "31", "29", "0", "2026", "26", "999", "го", "числа", "октября", "окт", "feb", "декабрь", "жылдын", "года"),
    *("вчера", "кечээ", "эртең", "он", "бир", "эки", "күн", "ай", "жыл", "лет", "мурун", "назад", "болду"),
    *("мен", "я", "с", "в россию", "кирдим", "приехал", "можно", "ли", ".", "-", "/", ":", "?"),
)


def rows(table: str) -> list[tuple[str, str]]:
    """`what is typed | what is meant`, a line; several ways to type one day are set apart by «;»."""
    lines = [line.split("|") for line in table.strip().splitlines()]
    return [(typed.strip(), meant.strip()) for many, meant in lines for typed in many.split(";")]


@pytest.mark.parametrize(
    ("typed", "meant"),
    rows("""
    12.10; 12.10.; 12/10; 12-10; 12 10; 12,10; 12.10.26; 12.10.2026; 12.10.2026 г.; 12-10-2026; 12 10 2026 | 2026-10-12
    2026-10-12; 2026.10.12; 2026-ж. 10.12 | 2026-10-12
    12 октября; 12 ОКТЯБРЯ; 12 окт; 12 окт.; 12октября; 12-го октября; 12 октябре; 12 октябрь | 2026-10-12
    12 октября 2026; 12 октября 2026 года; 12 октября 2026 г.; 12 окт 26; октябрь 12; «12 октября»  | 2026-10-12
    12-октябрь; 12-октябры; 12-октябрда; 12-октябрында; 12-октябрдан бери; 12-октябрынан тартып | 2026-10-12
    октябрдын 12си; октябрдын 12синде; октябрдын 12-күнү | 2026-10-12
    2026-жылдын 12-октябры; 2026-жылы 12-октябрда; 2026-ж., 12-октябрь; 2026-жылдын октябрынын 12си | 2026-10-12
    12 oktyabr; 12 oktyabrya; 12-oktyabrda; 12 okt; 2026-jyldyn 12-oktyabry; 12 oktabr | 2026-10-12
    12 октебря; 12 октбря; 12 окятбря; 12 окктября; 12 актября; 12 октябырь | 2026-10-12
    4oktyabr; 4 окт; 04.10 | 2026-10-04
    5 янв; 5 января; 5 yanvar; 5-январь; 5-январда; 5 янврая | 2026-01-05
    5 фев; 5 февр.; 5 февраля; 5 fevralya; 5-февралда; 5 фебраля | 2026-02-05
    8 мар; 8 марта; 8 марте; 8 март; 8-мартта; 8-мартында; 8 mart | 2026-03-08
    5 апр; 5 апреля; 5-апрель; 5-апрелде; 5-апрелинде; 5 апирель | 2026-04-05
    9 мая; 9 май; 9-майда; 9-майында; 9 maya | 2026-05-09
    1 июн; 1 июня; 1-июнь; 1-июнда; 1-июнунда; 1 iyunya | 2026-06-01
    1 июл; 1 июля; 1-июль; 1-июлда; 1-июлунда; 1 iyulya | 2026-07-01
    2 авг; 2 августа; 2-августта; 2-августунда; 2 августо; avgust 2 | 2026-08-02
    3 сент; 3 сен; 3 сентября; 3-сентябрда; 3 sentyabr; 3 сентебря | 2026-09-03
    1 нояб; 1 ноя; 1 ноября; 1-ноябрда; 1 noyabr | 2026-11-01
    1 дек; 1 декабря; 1-декабрда; 1 dekabrya; 1 декабыря | 2025-12-01
    сегодня; Сегодня!; сёдня; segodnya; бүгүн; бугун; bugun; бүгүн эртең менен | 2026-11-25
    вчера; ВЧЕРА...; vchera; v4era; кечээ; кече; kechee; кечээки күнү; вчера вечером; кечээ түндө | 2026-11-24
    позавчера; мурдагы күнү; мурдагы куну; мурда күнү; мурунку күнү; murdagy kunu | 2026-11-23
    завтра; эртең; эртен; erteng | 2026-11-26
    послезавтра; бүрсүгүнү; бурсугуну; bursugunu | 2026-11-27
    3 дня назад; три дня назад; 3 күн мурун; үч күн мурун; 3 kun murun; 3 күн болду; 3 күн мурда | 2026-11-22
    10 дней назад; десять дней назад; он күн мурун; он күн болду | 2026-11-15
    неделю назад; 1 неделю назад; одну неделю назад; бир жума мурун; жума мурун; бир апта болду | 2026-11-18
    2 недели назад; две недели назад; 2 недели тому назад; эки жума мурун; eki juma murun | 2026-11-11
    месяц назад; mesyac nazad; бир ай мурун; бир ай болду; 1 ай мурда | 2026-10-25
    год назад; бир жыл мурун | 2025-11-25
    12; 12.; 12го; 12-го; 12-е; 12 числа; 12-числа; 12го числа; 12син; 12си; 12синде; 12-chisla | 2026-11-12
    25; 25-числа | 2026-11-25
    26; 26-го; 26сында | 2026-10-26
    31; 31 числа | 2026-10-31
    я въехал 12 октября; приехала 12.10; 12 октября приехал; дата въезда: 12.10.2026; муж приехал 12 окт | 2026-10-12
    я въехал в Россию 12 октября 2026 года; уволили 12 октября; договор расторгли 12.10; с 12 октября | 2026-10-12
    12-октябрда кирдим; мен 12-октябрда келдим?; Россияга 12-октябрда келгем; men 12-oktyabrda kirdim | 2026-10-12
    мен Россияга 2026-жылдын 12-октябрында кирдим; келишимим 12-октябрда бузулду; 12-октябрда бошотту | 2026-10-12
    вчера приехал; кечээ келдим; кечээ эле кирдик; кирген күнүм кечээ; меня уволили вчера; кечээ бошодум | 2026-11-24
    приехал 3 дня назад; келгениме 3 күн болду; 3 күн мурун кирдим | 2026-11-22
    """),
)
def test_a_day_is_understood_as_people_type_it(typed: str, meant: str) -> None:
    assert read_day(typed, TODAY) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    ("typed", "today", "meant"),
    [
        ("12.10", "2026-01-05", "2025-10-12"),
        ("12-октябрда", "2026-10-11", "2025-10-12"),
        ("12 октября", "2026-10-12", "2026-10-12"),
        ("29.02", "2026-11-25", "2024-02-29"),
        ("29-февраль", "2104-02-28", "2096-02-29"),
        ("29 февраля", "2024-02-28", "2020-02-29"),
        ("1.1.05", "2026-11-25", "2005-01-01"),
        ("12.10.2027", "2026-11-25", "2027-10-12"),
        ("31", "2026-03-05", "2026-01-31"),
        ("30-числа", "2026-01-01", "2025-12-30"),
        ("месяц назад", "2026-03-31", "2026-02-28"),
        ("бир ай мурун", "2024-03-30", "2024-02-29"),
        ("год назад", "2024-02-29", "2023-02-28"),
        ("2 ай мурун", "2026-01-15", "2025-11-15"),
        ("вчера", "2026-01-01", "2025-12-31"),
    ],
)
def test_what_is_left_out_is_the_nearest_that_has_been(typed: str, today: str, meant: str) -> None:
    assert read_day(typed, date.fromisoformat(today)) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    "typed",
    [
        *("31.02", "32.10", "12.13", "0.10", "12.00", "31.06.2026", "29.02.2025", "2026-02-30", "2026-13-01"),
        *(
            "31 сентября",
            "32 октября",
            "31-июнь",
            "0-май",
            "32го",
            "40 числа",
            "30-февралда кирдим",
            "12.10.202",
            "12.10.000",
        ),
        *("12.10.1999", "12.10.2101", "12 октября 1926 года", "1999-жылдын 12-октябры", "12.10.20266", "99 лет назад"),
    ],
)
def test_a_day_that_does_not_exist_is_told_from_a_question(typed: str) -> None:
    assert read_day(typed, TODAY) is Unread.NO_SUCH_DAY


@pytest.mark.parametrize(
    "typed",
    [
        *("", "?", "—", "привет", "октябрь", "октябрь 2026", "2026", "32", "0", "123", "1899", "1 2 3", "+7 10 20"),
        *(
            "10:30",
            "в 9:30 12.10",
            "приехал в 12.10",
            "12%",
            "5 рублей",
            "12 карта",
            "12 апельсинов",
            "12 цента",
            "12 марок",
            "15 күн",
            "3 дня",
        ),
        *("12 октября можно ли въехать", "12-октябрда кирсем болобу", "въехал 12 октября, сколько дней осталось?"),
        *("эртең барсам болобу", "вчера уволили, что делать", "до завтра", "бир ай боло элек", "с 12.10 по 15.10"),
        *("бир жарым ай мурун", "он эки күн мурун", "двадцать два дня назад", "1,5 месяца назад", "он үч күн болду"),
        *("12 октября или 13 октября", "приехал", "мен кирдим", "12.10.2026 12.11.2026", "я " * 20 + "12 октября"),
    ],
)
def test_more_than_a_date_or_less_is_no_date(typed: str) -> None:
    assert read_day(typed, TODAY) is Unread.NOT_A_DATE


def questions() -> Iterator[str]:
    for path in sorted((ROOT / "faq").rglob("*.md")):
        lines = path.read_text(encoding="utf-8").splitlines()
        yield from (line.lstrip("#- ") for line in lines if line.startswith(("#", "- ")))
    for path in sorted((ROOT / "tests/questions").glob("*.tsv")):
        yield from (line.split("\t")[3] for line in path.read_text(encoding="utf-8").splitlines())


def test_no_question_is_taken_for_a_date() -> None:
    asked = list(questions())
    assert len(asked) > 5000
    assert [question for question in asked if read_day(question, TODAY) is not Unread.NOT_A_DATE] == []


@pytest.mark.parametrize("language", ["ky", "ru", "en", "uz"])
@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2000, 12, 31)])
def test_a_written_day_names_its_year_and_its_day(day: date, language: str) -> None:
    assert {str(day.year), str(day.day)} <= set(written(day, language).replace("-", " ").replace(",", " ").split())


@pytest.mark.parametrize(
    ("month", "ky", "ru"),
    [
        (1, "2026-жылдын 12-январы", "12 января 2026 года"),
        (2, "2026-жылдын 12-февралы", "12 февраля 2026 года"),
        (3, "2026-жылдын 12-марты", "12 марта 2026 года"),
        (4, "2026-жылдын 12-апрели", "12 апреля 2026 года"),
        (5, "2026-жылдын 12-майы", "12 мая 2026 года"),
        (6, "2026-жылдын 12-июну", "12 июня 2026 года"),
        (7, "2026-жылдын 12-июлу", "12 июля 2026 года"),
        (8, "2026-жылдын 12-августу", "12 августа 2026 года"),
        (9, "2026-жылдын 12-сентябры", "12 сентября 2026 года"),
        (10, "2026-жылдын 12-октябры", "12 октября 2026 года"),
        (11, "2026-жылдын 12-ноябры", "12 ноября 2026 года"),
        (12, "2026-жылдын 12-декабры", "12 декабря 2026 года"),
    ],
)
def test_a_day_is_written_as_people_write_it(month: int, ky: str, ru: str) -> None:
    day = date(2026, month, 12)
    assert (written(day, "ky"), written(day, "ru"), written(day, "en")) == (ky, ru, f"{day:%B 12, 2026}")


def test_a_language_unknown_to_cldr_is_refused() -> None:
    with pytest.raises(UnknownLocaleError):
        written(TODAY, "xx")


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_every_written_day_is_read_back(language: str) -> None:
    assert EVERY_DAY[-1] == date(2100, 12, 31)
    assert [day for day in EVERY_DAY if read_day(written(day, language), TODAY) != day] == []


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), st.sampled_from(EVERY_DAY))
def test_any_text_gives_a_day_of_our_time_or_a_reason(text: str, today: date) -> None:
    day = read_day(text, today)
    assert isinstance(day, Unread) or 2000 <= day.year <= 2100


@given(st.sampled_from(EVERY_DAY[366 * 9 :]), st.sampled_from(EVERY_DAY), st.sampled_from(["ky", "ru"]))
def test_a_day_without_its_year_has_been_within_a_leap_cycle(today: date, day: date, language: str) -> None:
    typed = written(day, language).replace(f"{day.year}-жылдын ", "").replace(f" {day.year} года", "")
    meant = read_day(typed, today)
    assert isinstance(meant, date)
    assert (meant.month, meant.day) == (day.month, day.day)
    assert timedelta(0) <= today - meant < timedelta(366 if day.day < 29 else 8 * 366)

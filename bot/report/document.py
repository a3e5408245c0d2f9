"""A report as one HTML page that needs neither network nor script, light and dark, for a phone as for a desk."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from bot.report.charts import svg
from bot.report.sections import Chart, Section
from bot.texts import Translation, msgid

STYLE = Path(__file__).with_name("page.css")
TITLE = msgid("What readers ask")
FIGURES = msgid("Figures")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(heading: str, sections: Sequence[Section], note: str, say: Translation) -> str:
    """The page."""
    style = STYLE.read_text(encoding="utf-8").strip()
    return f"""<!doctype html>
<html lang="{escape(say.language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(say(TITLE))}</title>
<style>
{style}
</style>
<h1>{escape(heading)}</h1>
<main>
{"".join(_section(section, say) for section in sections)}</main>
<footer><p>{escape(note)}</p></footer>
</html>
"""


def _section(section: Section, say: Translation) -> str:
    title = escape(section.title)
    rows = "".join(f"<tr><th scope=row>{escape(bar.label)}<td>{escape(bar.value)}" for bar in section.bars)
    table = f"<table>{rows}</table>"
    if section.chart is not Chart.LIST:
        words = "; ".join(f"{bar.label}: {bar.value}" for bar in section.bars)
        drawn = svg(section, escape(f"{section.title}. {words}"))
        table = f"{drawn}\n<details><summary>{escape(say(FIGURES))}</summary>{table}</details>"
    return f"<section><h2>{title}</h2>\n{table}</section>\n"

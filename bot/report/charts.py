"""Charts drawn by Matplotlib: SVG that takes the colours and the letters of the page around it, and one picture of all.

Matplotlib brings its own typeface, which has ң, ө and ү, so that a server needs none. Importing it takes a second and
a hundred megabytes: only whoever draws imports this module.
"""

import logging
import re
from collections.abc import Sequence
from io import BytesIO, StringIO
from textwrap import shorten

import matplotlib as mpl

logging.getLogger("matplotlib").setLevel(logging.ERROR)  # importing the rest says whether it could keep a cache
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.ticker import MaxNLocator  # noqa: E402

from bot.report.sections import Bar, Chart, Section  # noqa: E402

INK, SOFT, BAR = "#14212b", "#4b5b68", "#0a5590"
THEMED = {INK: "var(--ink)", SOFT: "var(--soft)", BAR: "var(--accent)"}
FONT = 10.0  # points
WIDTH = 4.6  # inches of a chart
LEADING = 0.42  # inches that a row takes, its label above its bar
COLUMNS = 1.7  # inches that columns take
LONGEST = 48  # characters of a label
MARGIN = 0.3
DPI = 150
mpl.rc("font", family="DejaVu Sans", size=FONT)
mpl.rc("svg", fonttype="none", hashsalt="report")
mpl.rc("text", color=INK, parse_math=False)
mpl.rc("axes", edgecolor=SOFT, labelcolor=SOFT)
mpl.rc("xtick", color=SOFT)
mpl.rc("ytick", color=SOFT)


def svg(section: Section, alternative: str) -> str:
    """One section's chart as an element of a page; `alternative` says in words what it shows, in escaped HTML."""
    figure = Figure((WIDTH, height(section)))
    draw(figure.add_axes((0.0, 0.0, 1.0, 1.0)), section)
    written = StringIO()
    figure.savefig(
        written, format="svg", transparent=True, metadata={"Date": None}, bbox_inches="tight", pad_inches=0.02
    )
    drawn = written.getvalue()
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn[drawn.index("<svg") :], flags=re.DOTALL)
    drawn = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{section.name}-", drawn)  # ids are of the whole page
    drawn = re.sub(r"font: (\S+) '[^;\"]*", r"font-size: \1", drawn)
    for ink, name in THEMED.items():
        drawn = drawn.replace(ink, name)
    size = re.search(r'viewBox="[^"]*"', drawn)
    assert size is not None
    return re.sub(r"<svg[^>]*>", f'<svg {size[0]} role="img" aria-label="{alternative}">', drawn, count=1)


def png(heading: str, sections: Sequence[Section]) -> bytes:
    """All charts in one picture, in two columns that are about as long."""
    drawn = [section for section in sections if section.chart is not Chart.LIST]
    columns: tuple[list[Section], list[Section]] = ([], [])
    for section in drawn:
        min(columns, key=_length).append(section)
    tall = 0.6 + max(map(_length, columns))
    wide = 2 * WIDTH + 3 * MARGIN
    figure = Figure((wide, tall), facecolor="white")
    FigureCanvasAgg(figure)
    figure.text(MARGIN / wide, 1 - MARGIN / tall, heading, fontsize=FONT + 3, weight="bold", va="center")
    for number, column in enumerate(columns):
        top = tall - 0.6
        for section in column:
            left, size = MARGIN + number * (WIDTH + MARGIN), height(section)
            figure.text(left / wide, (top - 0.12) / tall, section.title, fontsize=FONT, weight="bold", va="center")
            draw(figure.add_axes((left / wide, (top - 0.3 - size) / tall, WIDTH / wide, size / tall)), section)
            top -= size + 0.75
    written = BytesIO()
    figure.savefig(written, format="png", dpi=DPI)
    return written.getvalue()


def height(section: Section) -> float:
    """Inches that a section's chart takes."""
    return COLUMNS if section.chart is Chart.COLUMNS else LEADING * len(section.bars)


def draw(axes: Axes, section: Section) -> None:
    """Draw a section's bars into the space given."""
    axes.set_facecolor("none")
    if section.chart is Chart.COLUMNS:
        _columns(axes, section.bars)
    else:
        _rows(axes, section)


def _length(column: Sequence[Section]) -> float:
    return sum(height(section) + 0.75 for section in column)


def _columns(axes: Axes, bars: Sequence[Bar]) -> None:
    axes.bar(range(len(bars)), [bar.length for bar in bars], color=BAR, width=0.75)
    axes.spines[["top", "right", "left"]].set_visible(False)
    step = -(-len(bars) // 6)
    shown = range(len(bars) - 1, -1, -step)
    axes.set_xticks(list(shown), [bars[number].label for number in shown])
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.tick_params(length=0)
    axes.grid(axis="y", color=SOFT, linewidth=0.4, alpha=0.5)
    axes.set_axisbelow(True)
    axes.margins(x=0.01)


def _rows(axes: Axes, section: Section) -> None:
    bars = section.bars
    interval = section.chart is Chart.INTERVALS
    longest = 1.0 if interval else max(bar.length for bar in bars) or 1.0
    axes.set_xlim(0, longest)
    axes.set_ylim(len(bars) - 0.05, -0.05)
    axes.axis("off")
    for number, bar in enumerate(bars):
        label = shorten(bar.label, LONGEST, placeholder="…")
        axes.text(0, number + 0.3, label, va="center")
        axes.text(longest, number + 0.3, bar.value, va="center", ha="right", color=SOFT)
        middle = number + 0.72
        axes.plot([0, longest], [middle, middle], color=SOFT, linewidth=0.6, alpha=0.5)
        if interval:
            axes.plot([bar.low, bar.high], [middle, middle], color=BAR, linewidth=2)
            axes.plot([bar.length], [middle], "o", color=BAR, markersize=7)
        else:
            axes.barh(middle, bar.length, height=0.3, color=BAR)

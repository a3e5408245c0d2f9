"""Charts drawn by Matplotlib: SVG that takes the colours and the letters of the page around it, and one picture of all.

Matplotlib brings its own typeface, which has ң, ө and ү, so that a server needs none. Importing it takes a second and
a hundred megabytes: only whoever draws imports this module.
"""

import logging
import re
from collections.abc import Sequence
from io import BytesIO, StringIO
from textwrap import fill, shorten

import matplotlib as mpl

logging.getLogger("matplotlib").setLevel(logging.ERROR)  # importing the rest says whether it could keep a cache
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.ticker import MaxNLocator  # noqa: E402

from bot.report.sections import Bar, Chart, Section  # noqa: E402

INK, SOFT, BAR = "#14212b", "#4b5b68", "#0a5590"
THEMED = {INK: "var(--ink)", SOFT: "var(--soft)", BAR: "var(--accent)"}
FONT = 12.0  # points
WIDTH = 4.1  # inches of a chart: on a phone its letters are about as large as here
LEADING = 0.54  # inches that a row takes, its label above its bar
COLUMNS = 1.7  # inches that columns take
AXIS = 0.45  # inches for the figures beside them
BARS = 0.7  # of the width; the rest is for values
LONGEST = 42  # characters of a label
WIDEST = 34  # characters of a line of a title
MARGIN = 0.35  # inches around the charts of a picture
HEAD, GAP = 0.9, 1.0  # inches: above all of them, and from one to the next one's title
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
    tall = HEAD + max(map(_length, columns))
    wide = 2 * WIDTH + 3 * MARGIN
    figure = Figure((wide, tall), facecolor="white")
    FigureCanvasAgg(figure)
    figure.text(MARGIN / wide, 1 - MARGIN / tall, heading, fontsize=FONT + 3, weight="bold", va="center")
    for number, column in enumerate(columns):
        top = tall - HEAD
        for section in column:
            left, size = MARGIN + number * (WIDTH + MARGIN), height(section)
            inset = AXIS if section.chart is Chart.COLUMNS else 0.0
            title = fill(section.title, WIDEST)
            figure.text(left / wide, (top - 0.2) / tall, title, fontsize=FONT, weight="bold", va="bottom")
            place = ((left + inset) / wide, (top - 0.3 - size) / tall, (WIDTH - inset) / wide, size / tall)
            draw(figure.add_axes(place), section)
            top -= size + GAP
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
    return sum(height(section) + GAP for section in column)


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
    axes.set_xlim(0, longest / BARS)
    axes.set_ylim(len(bars) - 0.05, -0.05)
    axes.axis("off")
    for number, bar in enumerate(bars):
        label = shorten(bar.label, LONGEST, placeholder="…")
        middle = number + 0.68
        axes.text(0, number + 0.28, label, va="center")
        axes.text(longest / BARS, middle, bar.short, va="center", ha="right", color=SOFT)
        axes.plot([0, longest], [middle, middle], color=SOFT, linewidth=0.6, alpha=0.5)
        if interval:
            axes.plot([bar.low, bar.high], [middle, middle], color=BAR, linewidth=2)
            axes.plot([bar.length], [middle], "o", color=BAR, markersize=7)
        else:
            axes.barh(middle, bar.length, height=0.3, color=BAR)

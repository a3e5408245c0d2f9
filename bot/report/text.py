"""A report for a terminal or a pipe: one row a line, its columns aligned."""

from collections.abc import Iterator, Sequence

from bot.report.sections import Chart, Section

WIDEST = 24  # characters of the longest bar


def lines(heading: str, sections: Sequence[Section], note: str) -> Iterator[str]:
    """The whole report; bars are left out where lengths mean nothing."""
    yield heading
    for section in sections:
        yield ""
        yield section.title
        label = max(len(bar.label) for bar in section.bars)
        value = max(len(bar.value) for bar in section.bars)
        longest = 1.0 if section.chart is Chart.INTERVALS else max(bar.length for bar in section.bars)
        for bar in section.bars:
            drawn = "█" * round(WIDEST * bar.length / longest) if longest and section.chart is not Chart.LIST else ""
            yield f"  {bar.label:<{label}}  {bar.value:>{value}}  {drawn}".rstrip()
    yield ""
    yield note

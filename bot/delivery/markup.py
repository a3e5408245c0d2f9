"""Telegram's HTML as its servers read it: the plain text, or a refusal."""

from html.parser import HTMLParser

_TAGS = {"b", "strong", "i", "em", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}


class MarkupError(ValueError):
    """Raised for HTML that Telegram would refuse."""


def plain_text(html: str) -> str:
    """The text that a reader sees. Raises MarkupError for an unknown tag, or one left open or closed twice."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.open:
        raise MarkupError(f"can't find end tag for {reader.open[-1]}")
    return "".join(reader.text)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise MarkupError(f"unsupported start tag {tag}")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise MarkupError(f"unexpected end tag {tag}")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

"""Entries and topics to HTML elements. Words are set as text and attributes, so none of them can become mark-up."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from bot.content.catalogue import Catalogue, Topic
from bot.content.markdown import Paragraph
from bot.content.page import Entry
from bot.replies import answers
from bot.texts import Translation, msgid

SHOW_LABEL = msgid("You can show this text to an employer or an official:")
SEE_ALSO = msgid("See also:")
TO_THE_TOP = msgid("To the top")
SHOWN_LANGUAGE = "ru"  # of the official sentences, whatever the page's language
# The hotline, and addresses of web sites: what a reader of paper would have to type.
_LINK = re.compile(
    r"(?<![\w@./-])((?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,6}(?:/[\w./%-]*[\w/])?|1899(?!\d))", re.I | re.A
)


def html(elements: Iterable[Element]) -> str:
    """The elements as HTML, one a line."""
    return "\n".join(tostring(element, encoding="unicode", method="html") for element in elements)


def entry_details(entry: Entry, catalogue: Catalogue, say: Translation) -> Element:
    """A title that opens to the answer. The id stands inside: browsers then open it for a link, without a script."""
    version = entry.versions[say.language]
    details = Element("details")
    SubElement(details, "summary").text = version.title
    body = SubElement(details, "div", {"id": entry.id})
    body.extend(_blocks(version.answer))
    if entry.show:
        box = SubElement(body, "div", {"class": "show"})
        SubElement(box, "p").text = say(SHOW_LABEL)
        SubElement(box, "blockquote", {"lang": SHOWN_LANGUAGE}).extend(_blocks(entry.show))
    SubElement(body, "p", {"class": "source"}).text = answers.source(entry, say)
    related = [catalogue.entries[name] for name in entry.see_also if name in catalogue.entries]
    if related:
        SubElement(body, "p").text = say(SEE_ALSO)
        body.append(entry_links(related, say))
    _link(SubElement(body, "p"), "#", say(TO_THE_TOP))
    return details


def topic_details(topic: Topic, catalogue: Catalogue, say: Translation) -> Element:
    """A topic's name that opens to its entries; urgent ones stand above all topics, and here as links."""
    details = Element("details", {"class": "topic"})
    SubElement(SubElement(details, "summary"), "h3").text = topic.titles[say.language]
    entries = catalogue.of_topic(topic.id)
    urgent = [entry for entry in entries if entry.urgent]
    if urgent:
        details.append(entry_links(urgent, say))
    details.extend(entry_details(entry, catalogue, say) for entry in entries if not entry.urgent)
    return details


def entry_links(entries: Iterable[Entry], say: Translation) -> Element:
    """A list of titles that lead to their entries on the page."""
    titles = Element("ul", {"class": "links"})
    for entry in entries:
        _link(SubElement(titles, "li"), f"#{entry.id}", entry.versions[say.language].title)
    return titles


def _blocks(paragraphs: Iterable[Paragraph]) -> Iterator[Element]:
    bullets: Element | None = None
    for paragraph in paragraphs:
        if not paragraph.bullet:
            if bullets is not None:
                yield bullets
            bullets = None
            yield _filled(Element("p"), paragraph)
        else:
            bullets = Element("ul") if bullets is None else bullets
            bullets.append(_filled(Element("li"), paragraph))
    if bullets is not None:
        yield bullets


def _filled(block: Element, paragraph: Paragraph) -> Element:
    for span in paragraph.spans:
        inline = SubElement(block, "strong") if span.bold else block
        first, *parts = _LINK.split(span.text)
        _append(inline, first)
        for address, text in zip(parts[::2], parts[1::2], strict=True):
            _link(inline, _target(address), address).tail = text
    return block


def _append(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _target(address: str) -> str:
    if address.isdigit():
        return f"tel:{address}"
    return address if urlsplit(address).scheme else f"https://{address}"


def _link(parent: Element, target: str, text: str) -> Element:
    link = SubElement(parent, "a", {"href": target})
    link.text = text
    return link

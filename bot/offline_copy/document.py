"""The offline copy: the whole FAQ in one language as one HTML page that needs no network, and no script to be read."""

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path

from bot.content.catalogue import Catalogue
from bot.offline_copy import search
from bot.offline_copy.elements import entry_details, html, topic_details
from bot.replies import answers, menus
from bot.texts import Translation, msgid

PARTS = Path(__file__).parent
LABELS = {
    "title": msgid("Answers for migrants from Kyrgyzstan"),
    "about": msgid(
        "This page works without internet: keep it, and send it to others. People checked the answers against "
        "Kyrgyzstan's report to the United Nations. They are no legal advice."
    ),
    "hotline": msgid("Hotline 1899"),
    "search": msgid("Write your question"),
    "found": menus.SUGGEST,
    "none": msgid("There is no answer to that here. Call the hotline 1899, or choose a topic below."),
    "else": msgid("None of these? Call the hotline 1899, or choose a topic below."),
    "danger": msgid("If you are in danger"),
    "topics": menus.TOPICS,
}
AS_OF = msgid("Answers as of {date}. Rules may have changed since: if in doubt, call the hotline.")
_SLOT = re.compile(r"\[\[(\w+)\]\]")


def file_name(say: Translation) -> str:
    """The name under which the page is sent and saved."""
    return f"migrant-faq-{say.language}.html"


def render(catalogue: Catalogue, say: Translation) -> bytes:
    """The page in UTF-8, the same for the same catalogue. Folding every question is up to a second of work: keep it."""
    topics = [topic for topic in catalogue.topics if catalogue.of_topic(topic.id)]
    listed = [entry for topic in topics for entry in catalogue.of_topic(topic.id)]
    urgent = [entry for entry in listed if entry.urgent]
    newest = max((entry.checked for entry in listed), default=None)
    style, script = _part("page.css"), _part("page.js")
    slots = {name: escape(say(text)) for name, text in LABELS.items()}
    slots |= {
        "language": escape(say.language),
        "style": style,
        "script": script,
        "style_hash": _hash(style),
        "script_hash": _hash(script),
        "as_of": escape(say(AS_OF, date=answers.day(newest, say))) if newest else "",
        "urgent": html(entry_details(entry, catalogue, say) for entry in urgent),
        "entries": html(topic_details(topic, catalogue, say) for topic in topics),
        "index": search.index([*urgent, *(entry for entry in listed if not entry.urgent)]),
    }
    return _SLOT.sub(lambda slot: slots[slot[1]], _part("page.html")).encode()


def _part(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    """What the page's policy calls an inline part by: nothing else on the page may run or style."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"

"""The preview's one page: its HTML with the words of a language in it."""

import json
from pathlib import Path
from typing import Any

from bot.delivery.messages import BOT
from bot.replies import introduction
from bot.texts import Texts, Translation
from bot.web.labels import ATTACHED, LABELS

PAGE = Path(__file__).parent / "preview.html"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "frame-ancestors 'none'"
)


def render(texts: Texts, say: Translation) -> str:
    """The page, to be sent with POLICY as its Content-Security-Policy."""
    page = PAGE.read_text(encoding="utf-8")
    labels: dict[str, Any] = {name: say(text) for name, text in LABELS.items()}
    labels |= {"commands": {f"/{name}": say(text) for name, text in introduction.COMMANDS.items()}}
    labels |= {"attached": {kind: say(text) for kind, text in ATTACHED.items()}, "bot": BOT["username"]}
    labels |= {"languages": {code: each.name for code, each in texts.translations.items()}}
    data = json.dumps({"language": say.language, **labels}, ensure_ascii=False).replace("<", "\\u003c")
    for name, text in (("language", say.language), ("title", labels["title"]), ("labels", data)):
        page = page.replace(f"[[{name}]]", text)
    return page

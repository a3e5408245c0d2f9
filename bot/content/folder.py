"""The files that the FAQ is made of."""

from pathlib import Path

from bot.content.concepts import CONCEPTS_FILE
from bot.content.translations import TRANSLATIONS_FILE


def files(faq: Path, digest: Path) -> dict[Path, bytes]:
    """The contents of each; the editors' README is not one of them."""
    return {path: path.read_bytes() for path in _paths(faq, digest)}


def stamps(faq: Path, digest: Path) -> dict[Path, int]:
    """When each was last written, in nanoseconds."""
    return {path: path.stat().st_mtime_ns for path in _paths(faq, digest)}


def _paths(faq: Path, digest: Path) -> list[Path]:
    pages = [path for path in sorted(faq.rglob("*.md")) if path.name != "README.md"]
    others = [faq / CONCEPTS_FILE, faq / TRANSLATIONS_FILE, digest]
    return [path for path in [*pages, *others] if path.is_file()]

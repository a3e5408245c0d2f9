"""Guides: a few taps to a personal answer; a page names the one that it opens."""

GUIDES: frozenset[str] = frozenset()

"""How the tests read a page: its text without tags."""

import html
import re
from typing import Any


def words(page: Any) -> str:
    """The page's text without tags, single-spaced."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.text)).split())


def links(page: Any) -> list[str]:
    """Where the page's links lead, in order."""
    return [html.unescape(href) for href in re.findall(r'<a [^>]*href="([^"]*)"', page.text)]

"""The pages of the table at addresses of the demo school: a new page is tried as the others, by its row."""

import re
from inspect import signature

from fastapi import params

from api.pages.table import PAGES, Page

KNOWN = {
    "school": "demo",
    "klass": "6A",
    "subject": "toan",
    "semester": "1",
    "pupil": "HS0001",
    "col": "gk",
    "pos": "40",
}
"""What stands in the paths; a page with another word in its path says here which one is there."""


def shown() -> dict[str, str]:
    """Template -> address, of each page that shows one."""
    return {page.template: address(page) for page in PAGES if page.method == "GET" and page.template}


def address(page: Page) -> str:
    """Where the page is."""
    return page.path.format(**KNOWN)


def holes() -> list[str]:
    """Every address with one place left open, `{}`: each word of its path, and what it asks the query for."""
    return [hole for page in PAGES if page.method == "GET" for hole in _holes(page)]


def _holes(page: Page) -> list[str]:
    words = re.findall(r"\{(\w+)\}", page.path)
    paths = [page.path.format(**KNOWN | {word: "{}"}) for word in words]
    return paths + [f"{address(page)}?{name}={{}}" for name in _asked(page) if name not in words]


def _asked(page: Page) -> list[str]:
    _, *asked = signature(page.view).parameters.values()
    return [next((q.alias for q in _queries(each.annotation) if q.alias), each.name) for each in asked]


def _queries(annotation: object) -> list[params.Query]:
    return [each for each in getattr(annotation, "__metadata__", ()) if isinstance(each, params.Query)]

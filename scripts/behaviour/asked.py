"""A school behind the web application: its answers to fixed addresses, its pages, its tables."""

import json
import re
import warnings
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import psycopg

from behaviour.made import write

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

SCHEMAS = ("socai", "socai_view")
PAGES_OF_A_SHAPE = 6
"""A person opens that many pages of one kind: a book has a page for each of its marks."""
VALUES = {
    "school": ("demo",),
    "klass": ("6A", "6C"),
    "subject": ("ngu_van", "conduct"),
    "semester": ("1",),
    "pupil": ("HS0085", "HS0001"),
    "col": ("gk",),
    "id": ("lock-6C-1",),
    "dossier": ("SD-2021-01", "SD-0"),
    "digest": ("A" * 43,),
    "pos": ("0", "700", "99999"),
    "decision": ("1", "10"),
    "stage": ("1",),
    "rectification": ("dc1",),
    "path": ("0/000.p/5", "entries/000", "1/000.p/4"),
    "?class": ("6C",),
    "?at": ("@700", "2020-11-10T02:00:09.000000Z"),
    "?limit": ("3",),
    "?after": ("5",),
    "?before": ("50",),
    "?type": ("MarkEntered",),
    "?person": ("ht.y-blin",),
    "?pupil": ("HS0085",),
    "?state": ("applied",),
    "?about": ("HS0085",),
    "?semester": ("0",),
}
"""What stands in an address; `?` before a name: each of these in the query, beside the address without."""
_HREF = re.compile(r'href="(/[^"]*)"')
_NOT_HELD = {"date", "etag", "last-modified"}
_OWN = {"migration": "at", "claim": "at,act", "session": "id,digest"}
"""What rows have of the run alone: the database's clock and its random names."""


def asker(app: Any) -> TestClient:
    """A client that is nobody yet; errors are answers, redirects are not followed."""
    return TestClient(app, follow_redirects=False, raise_server_exceptions=False)


def told(answer: Any) -> bytes:
    """An answer as bytes: status, headers but for the date, body."""
    headers = [f"{name}: {value}" for name, value in answer.headers.items() if name not in _NOT_HELD]
    head = "\n".join([str(answer.status_code), *sorted(headers)])
    return head.encode() + b"\n\n" + answer.content


def keep(path: Path, raw: bytes) -> None:
    """Writes what was told."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)


def file_name(address: str) -> str:
    """An address as the name of a file."""
    return quote(address.strip("/"), safe="=,-.@") or "start"


def answers(app: Any, tokens: Mapping[str, str], values: Mapping[str, Sequence[str]], folder: Path) -> None:
    """Every GET of the API's own document, with all these values, by each person."""
    client = asker(app)
    first = next(iter(tokens.values()))
    lists = client.get(f"/api/v1/schools/{values['school'][0]}/lists", headers=_bearer(first)).json()
    values = {**values, "name": [each["name"] for each in lists]}
    for address in _addresses(app.openapi(), values):
        for person, token in tokens.items():
            answer = client.get(address, headers=_bearer(token))
            keep(folder / person / file_name(address), told(answer))
    keep(folder / "nobody" / "school", told(client.get(next(_addresses(app.openapi(), values)))))


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _addresses(document: Mapping[str, Any], values: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Each path with each value of each of its parameters; `?` before a name is a value for the query."""
    for path, methods in document["paths"].items():
        if "get" not in methods:
            continue
        asked = [each["name"] for each in methods["get"].get("parameters", ()) if each["in"] == "query"]
        queries = ["", *(f"?{name}={quote(v)}" for name in asked for v in values.get(f"?{name}", ()))]
        names = re.findall(r"{(\w+)(?::\w+)?}", path)
        unknown = set(names) - values.keys()
        if unknown:
            raise LookupError(f"{path}: say in asked values what {unknown} may be")
        for chosen in product(*(values[name] for name in names)):
            filled = dict(zip(names, chosen, strict=True))
            here = re.sub(r"{(\w+)(?::\w+)?}", lambda found, by=filled: by[found[1]], path)
            yield from (here + query for query in queries)


def pages(app: Any, tokens: Mapping[str, str], folder: Path) -> None:
    """From the start page along all links, by each person and by nobody."""
    for person, token in {"nobody": "", **tokens}.items():
        client = asker(app)
        if token:
            client.cookies.set("socai", _cookie(app.state.service, token))
        for address, raw in _walked(client):
            keep(folder / person / file_name(address), raw)


def _cookie(service: Any, token: str) -> str:
    """A session of the token's person; of a commit that has no sessions, the token itself."""
    if not hasattr(service, "sessions"):
        return token
    bearer = service.tokens.bearer(token)
    now = service.clock.now()
    return service.sessions.open(bearer.school, bearer.person, "token", now, client="", agent="")


def _walked(client: TestClient) -> Iterator[tuple[str, bytes]]:
    waiting, seen, opened = deque(["/", "/dang-nhap", "/truong/khong-co"]), set(), Counter[str]()
    while waiting:
        address = waiting.popleft()
        shape = re.sub(r"\d+", "0", "/".join(urlsplit(address).path.split("/")[:4]))
        if address in seen or opened[shape] >= PAGES_OF_A_SHAPE or "/static/" in address:
            continue
        seen.add(address)
        opened[shape] += 1
        answer = client.get(address)
        yield address, told(answer)
        links = _HREF.findall(answer.text) if "html" in answer.headers.get("content-type", "") else []
        waiting.extend(urljoin(address, link.replace("&amp;", "&")).partition("#")[0] for link in links)


def tables(dsn: str, folder: Path) -> None:
    """All rows of every table, in an order of their own."""
    with psycopg.connect(dsn) as connection:
        names = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s) ORDER BY 1, 2",
            (list(SCHEMAS),),
        ).fetchall()
        for schema, name in names:
            shown = f"to_jsonb(t) - string_to_array('{_OWN.get(name, '')}', ',')"
            rows = connection.execute(
                f'SELECT ({shown})::text FROM "{schema}"."{name}" t ORDER BY 1'  # noqa: S608
            ).fetchall()
            write(folder / f"{schema}.{name}", "\n".join(row for (row,) in rows))


def entries(dsn: str, path: Path) -> None:
    """The lines of the only log, as they are stored."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT line FROM socai.entry ORDER BY school, pos").fetchall()
    keep(path, b"".join(bytes(line) + b"\n" for (line,) in rows))


def tokens_of(home: Path, persons: Sequence[str]) -> dict[str, str]:
    """The tokens that the demo wrote, of these persons."""
    people = json.loads((home / "demo-tokens.json").read_text("utf-8"))["people"]
    return {each["person"]: each["token"] for each in people if each["person"] in persons}

"""A whole school year: recorded as REV's own tests play it through the API, then asked again of each tree."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from behaviour import asked
from behaviour.fixed import fix_entropy
from behaviour.made import write
from behaviour.played import database
from behaviour.trees import recorded
from behaviour.where import find

YEARS: dict[str, tuple[Any, ...]] = {
    "thcs": ("THCS", 2020, (6, 9), 2, 6),
    "thpt": ("THPT", 2022, (10, 12), 1, 6),
}
"""As the tests play them: level, first year, grades, classes of each, pupils of each class."""
_SENT = ("authorization", "content-type")
Steps = list[dict[str, Any]]


def record(tree: Path, out: Path) -> None:
    """Writes what the tests' year does: the clock set, tokens, rounds of the schedule, requests."""
    fix_entropy(tree)
    steps: Steps = []
    _hear(find("PlayedClock"), "set", lambda _self, at: steps.append({"clock": at}))
    _hear(find("Tokens"), "issue", lambda _self, _school, person, _now: steps.append({"token": person}))
    _hear(find("Service"), "run_schedule", lambda _self: steps.append({"schedule": True}))
    _hear(find("Service"), "create_school", lambda _self, *parts: steps.append({"found": _plain(parts)}))
    _hear(httpx.Client, "send", lambda _self, request, **_more: steps.append(_request(request)))
    for name, plan in YEARS.items():
        steps.clear()
        home = out.with_name(f"{out.name}-played-{name}")
        with database(home) as cluster:
            year = find("PlayedYear")(cluster.admin_dsn(), home, find("Plan")(*plan))
            steps.insert(0, {"begin": f"{year.plan.day('08-20')}T01:00:00.000000Z"})
            year.play()
            year.service.stop()
        write(recorded(out) / name, steps)


def _hear(kind: Any, method: str, hear: Callable[..., None]) -> None:
    """Notes each call of the method before it is carried out."""
    true = getattr(kind, method)

    def heard(*words: Any, **more: Any) -> Any:
        hear(*words, **more)
        return true(*words, **more)

    setattr(kind, method, heard)


def _plain(parts: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [part.model_dump() for part in parts]


def _request(request: httpx.Request) -> dict[str, Any]:
    address = urlsplit(str(request.url))
    return {
        "method": request.method,
        "path": address.path + (f"?{address.query}" if address.query else ""),
        "headers": {name: request.headers[name] for name in _SENT if name in request.headers},
        "content": b64encode(request.read()).decode(),
    }


def show(tree: Path, out: Path, given: Path) -> None:
    """Asks every step of both years again, and then what the schools show."""
    fix_entropy(tree)
    for name, plan in YEARS.items():
        home = out.with_name(f"{out.name}-{name}")
        with database(home) as cluster:
            dsn = cluster.admin_dsn()
            steps = json.loads((recorded(given) / name).read_text("utf-8"))
            service = find("Service")(find("Settings")(home), find("PlayedClock")(steps[0]["begin"]), dsn)
            service.migrate()
            app = find("create_app")(service.settings, service)
            tokens = _again(service, app, steps[1:], out / "year" / name)
            _look(app, tokens, plan, out, name)
            asked.tables(dsn, out / "rows" / name)
            asked.entries(dsn, out / "entries" / f"{name}.jsonl")
            service.stop()


def _again(service: Any, app: Any, steps: Steps, folder: Path) -> dict[str, str]:
    """Carries out the steps and writes each answer; the tokens by person."""
    client, tokens, school = asked.asker(app), {}, None
    for number, step in enumerate(steps):
        match step:
            case {"clock": at}:
                service.clock.set(at)
            case {"token": person}:
                tokens[person] = service.tokens.issue(school.log.school, person, service.clock.now())
            case {"schedule": _}:
                service.run_schedule()
            case {"found": (facts, head, decision)}:
                parts = find("SchoolFacts")(**facts), find("FirstHead")(**head), find("Decision")(**decision)
                school = service.create_school(*parts)
            case {"method": method, "path": path, "headers": headers, "content": content}:
                answer = client.request(method, path, headers=headers, content=b64decode(content))
                shown = f"{number:05} {method} {path}"
                asked.keep(folder / asked.file_name(shown), asked.told(answer))
    return tokens


def _look(app: Any, tokens: dict[str, str], plan: tuple[Any, ...], out: Path, name: str) -> None:
    """Lists, results, report cards, pages, as the head, a homeroom teacher and a teacher see them."""
    level, first, grades, *_ = plan
    classes = [f"{grade}A" for grade in grades]
    persons = {person: tokens[person] for person in ("hieu", f"cn.{classes[0]}", "gv.toan")}
    school = f"tr-{level.lower()}"
    values = asked.VALUES | {
        "school": (school,),
        "klass": classes,
        "subject": ("toan", "conduct"),
        "semester": ("1", "2"),
        "pupil": [f"{klass}.{number:02}" for klass in classes for number in (1, 2)],
        "dossier": ("d1", "d3"),
        "stage": ("1", "2"),
        "?class": classes[:1],
        "?at": (f"{first + 1}-03-01T00:00:00+07:00",),
        "?pupil": (f"{classes[0]}.01",),
        "?about": (f"{classes[0]}.01",),
        "?person": ("hieu",),
    }
    asked.answers(app, persons, values, out / "answers" / name)
    asked.pages(app, persons, out / "pages" / name)

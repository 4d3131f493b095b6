"""What the served product says of addresses and methods: HEAD, Allow, who may know what is there."""

from __future__ import annotations

import itertools
import re
import time
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from demo.people import BOARD, CLERK, HEAD
from tests.api.table_addresses import holes
from tests.served.product import ROOT, Got, Product

TEACHER = "gv.vo-thanh-binh"
OF_6A = "gv.a-thien"
"""Deputy of the homeroom teacher of 6A, and nothing else."""
SO = "/truong/demo"
SEALED_S = 60.0
"""In which a head must cover the first entries; ten seconds are the promise."""


def paths(product: Product) -> dict[str, Any]:
    """The addresses of the contract, with what stands in the paths of the demo school."""
    document = product.ask("GET", "/api/v1/openapi.json").json()
    return {fill(path): set(ways) for path, ways in document["paths"].items()}


def fill(path: str) -> str:
    known = {"school": "demo", "klass": "6A", "subject": "toan", "semester": "1", "pupil": "HS0001"}
    known |= {
        "col": "tx1",
        "stage": "1",
        "pos": "1",
        "year": "2020-2021",
        "month": "2020-10",
        "field": "title",
    }
    return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], "x1"), path)


def test_head_is_answered_wherever_get_is(product: Product) -> None:
    """The same status and headers, and no body, also on pages and static files."""
    page = product.ask("GET", "/dang-nhap")
    static = re.findall(rb'(?:src|href)="(/static/[^"]*)"', page.body)[0].decode()
    asked = [path for path, ways in paths(product).items() if "get" in ways]
    for path in [*asked, "/dang-nhap", "/khong-co", static, f"{SO}/so/6A/toan/1"]:
        got, head = product.ask("GET", path, HEAD.person), product.ask("HEAD", path, HEAD.person)
        assert (head.status, head.body) == (got.status, b""), path
        same = {"content-type", "cache-control", "www-authenticate"}
        assert all(head.head.get(name) == got.head.get(name) for name in same), path
    assert len(asked) > 30


def test_405_names_every_method_that_there_is(product: Product) -> None:
    """RFC 9110 §15.5.6, over all routes of an address and not the first alone."""
    for path, ways in paths(product).items():
        allowed = {way.upper() for way in ways} | ({"HEAD"} if "get" in ways else set())
        for method in {"GET", "POST", "PATCH", "TRACE"} - allowed:
            answer = product.ask(method, path, HEAD.person)
            assert (answer.status, answer.code) == (405, "METHOD_NOT_ALLOWED"), (method, path, answer)
            assert set(answer.head["allow"].split(", ")) == allowed, (method, path)
    for method, path, allowed in (
        ("GET", "/dang-xuat", {"POST"}),
        ("DELETE", "/dang-nhap", {"GET", "HEAD", "POST"}),
        ("POST", f"{SO}/so/6A/toan/1", {"GET", "HEAD"}),
    ):
        page = product.ask(method, path)
        assert page.status == 405 and set(page.head["allow"].split(", ")) == allowed
        assert b'<html lang="vi"' in page.body


IDS = (
    ("GET", "/books/{klass}", "6B"),
    ("GET", "/books/{klass}/as-of?at=@1", "6B"),
    ("GET", "/books/{klass}/toan/1", "6C"),
    ("GET", "/books/{klass}/toan/1/cells/HS0081/tx1/life", "6C"),
    ("GET", "/classes/{klass}/pupils", "6C"),
    ("GET", "/classes/{klass}/results", "6C"),
    ("GET", "/classes/{klass}/semesters/1/missing", "6C"),
    ("GET", "/lists/register?class={klass}", "6C"),
    ("GET", "/progress?class={klass}", "6C"),
    ("GET", "/pupils/{klass}/marks", "HS0081"),
    ("GET", "/pupils/{klass}/report-card", "HS0081"),
    ("GET", "/receipts/{klass}", "3"),
    ("PUT", "/books/{klass}/toan/1/cells", "6C"),
    ("POST", "/classes/{klass}/pupils", "6C"),
)


@pytest.mark.parametrize(("method", "path", "there"), IDS)
def test_no_id_can_be_probed(product: Product, method: str, path: str, there: str) -> None:
    """Who may not read it gets the same 403 for what is there and what is not."""
    absent = {"6": "9Z", "H": "HS9999", "3": "2000000000"}[there[0]]
    cell = {"pupil": "HS0081", "col": "nx", "value": "tốt", "base": 0}
    pupil = {"pupil": "HS7777", "name": "A", "born": "2010-01-01", "register": "7777", "from": "2026-09-05"}
    bodies = {"PUT": {"cmd": "x", "cells": [cell]}, "POST": {"cmd": "x", "pupils": [pupil]}, "GET": None}

    def told(name: str) -> tuple[int, dict[str, Any]]:
        answer = product.ask(method, ROOT + path.format(klass=name), OF_6A, bodies[method])
        asked = {"class", "pupil", "pos"}  # what the sender named is said again
        return answer.status, {key: value for key, value in answer.json().items() if key not in asked}

    assert told(there) == told(absent)
    assert told(there)[0] == 403


def test_no_page_tells_what_is_there_to_who_may_not_read_it(product: Product) -> None:
    for there, absent in (
        ("so/6C/toan/1", "so/9Z/toan/1"),
        ("diem/6C/toan/1/HS0081/gk", "diem/9Z/toan/1/HS1/gk"),
    ):
        answers = [page(product, OF_6A, f"{SO}/{each}") for each in (there, absent)]
        assert [each.status for each in answers] == [403, 403]
        assert answers[0].body == answers[1].body


def page(product: Product, person: str, path: str, method: str = "GET", **headers: str) -> Got:
    """As a browser that is signed in; no redirect is followed."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return product.ask(method, path, None, None, {**product.cookie(person), **named})


def test_a_key_fault_is_told_after_the_right(product: Product) -> None:
    """A pupil without a key of texts is no way to ask who is a pupil: 403 stands before 409."""
    for pupil in ("HS0081", "HS9999"):
        cells = [{"pupil": pupil, "col": "nx", "value": "tốt", "base": 0}]
        answer = product.ask("PUT", f"{ROOT}/books/6C/toan/1/cells", OF_6A, {"cmd": "k", "cells": cells})
        assert (answer.status, answer.code) == (403, "NO_RIGHT"), answer


def test_a_receipt_is_for_who_may_read_its_entry(product: Product) -> None:
    """Entry 3 is an act of the head's: others of the staff get neither proof nor line, on pages neither."""
    end = time.monotonic() + SEALED_S
    while product.ask("GET", f"{ROOT}/receipts/3", HEAD.person).status == 404 and time.monotonic() < end:
        time.sleep(0.2)
    for path in (f"{ROOT}/receipts/3", f"{ROOT}/receipts/3/stored"):
        assert product.ask("GET", path, TEACHER).status == 403
        assert product.ask("GET", path, CLERK.person).status == 403
        assert product.ask("GET", path, BOARD[0].person).status == 200
    assert page(product, TEACHER, f"{SO}/bien-nhan/3").status == 403
    assert page(product, BOARD[0].person, f"{SO}/bien-nhan/3").status == 200


BROWSER = "Mozilla/5.0 (X11; Linux x86_64)"


@pytest.mark.parametrize("path", ["/dang-nhap", "/dang-xuat", f"{SO}/xac-minh"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Referer": "https://evil.example/x"},
        {},
        {"User-Agent": BROWSER},
        {"User-Agent": BROWSER, "Referer": "https://evil.example/x"},
        {"User-Agent": BROWSER, "Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_no_form_of_another_site_is_taken(product: Product, path: str, headers: dict[str, str]) -> None:
    """Also without Origin: by Sec-Fetch-Site, by Referer, and where a browser says none of them."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    cookie = product.cookie(HEAD.person)
    body = urlencode(product.form(HEAD.person)).encode()
    answer = product.ask("POST", path, None, body, {**form, **cookie, **headers})
    assert answer.status == 403 and "set-cookie" not in answer.head, answer


def test_a_form_of_our_own_site_is_taken(product: Product) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": BROWSER}
    body = urlencode(product.form(HEAD.person)).encode()
    for own in (
        {"Origin": f"http://127.0.0.1:{product.port}"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Referer": f"http://127.0.0.1:{product.port}/dang-nhap"},
    ):
        assert product.ask("POST", "/dang-nhap", None, body, {**form, **own}).status == 303, own


NASTY = (
    *(
        "",
        " ",
        "+",
        "-",
        "0",
        "-1",
        "1e3",
        "9" * 19,
        "9" * 5000,
        "٣",
        "½",
        "\x00",
        "\ud7ff",
        "'",
        "%",
        "{}",
        "@",
    ),
    *(
        "@1",
        "@-1",
        "@99999999999",
        "0001-01-01T00:00:00+07:00",
        "9999-12-31T23:59:59.999999-23:59",
        "../..",
        "a" * 4000,
    ),
    *(
        "2026-02-30",
        "31/12/9999",
        "1/1/1",
        "24:00",
        "1" * 9 + ":1",
        "\u202e",
        "\U000e0041",
        "$1",
        "[]",
        "%00",
        "None",
    ),
)
PAGES = (
    "/?x={}",
    "/{}",
    "/dang-nhap?ve={}",
    f"{SO}/so/6A/toan/1?tai={{}}",
    f"{SO}/so/6A/toan/1?ngay={{}}",
    f"{SO}/so/6A/toan/1?ngay=1/1/2027&gio={{}}",
    f"{SO}/so/6A/toan/1?size={{}}",
    f"{SO}/so/6A/toan/{{}}",
    f"{SO}/so/6A/{{}}/1",
    f"{SO}/so/{{}}/toan/1",
    "/truong/{}/so/6A/toan/1",
    f"{SO}/diem/6A/toan/1/HS0001/{{}}",
    f"{SO}/diem/6A/toan/1/{{}}/gk",
    f"{SO}/bien-nhan/{{}}",
    "/truong/{}/xac-minh",
    f"{SO}/luot-xem?ma={{}}",
    f"{SO}/luot-xem?nguoi={{}}",
    f"{SO}/luot-xem?truoc={{}}",
    "/truong/{}/luot-xem",
    f"{ROOT}/readings?about={{}}",
    f"{ROOT}/readings?from={{}}",
    f"{ROOT}/readings?before={{}}",
    f"{ROOT}/readings/days?to={{}}",
    f"{ROOT}/failed-sign-ins?to={{}}",
    "/static/{}",
    "/logs/{}/checkpoint",
    "/logs/demo/tile/{}",
    "/logs/demo/tile/0/{}",
    "/api/v1/{}",
    "/api/v1/schools/{}/classes",
    f"{ROOT}/{{}}",
    f"{ROOT}/books/6A/as-of?at={{}}",
    f"{ROOT}/books/6A/toan/{{}}",
    f"{ROOT}/audit?before={{}}",
    f"{ROOT}/audit?person={{}}",
    f"{ROOT}/audit?limit={{}}",
    f"{ROOT}/entries?after={{}}",
    f"{ROOT}/lists/{{}}",
    f"{ROOT}/lists/years?at={{}}",
    f"{ROOT}/lists/years?class={{}}",
    f"{ROOT}/receipts/{{}}",
    f"{ROOT}/archives/{{}}/bag",
    f"{ROOT}/dossiers/{{}}",
    f"{ROOT}/dossiers/x/evidence/{{}}",
    f"{ROOT}/pupils/{{}}/report-card",
    f"{ROOT}/classes/6A/titles/proposals?semester={{}}",
)
_ENGLISH = re.compile(
    rb"\b(the|not found|must|should|invalid|error|internal|method|unexpected|value|input|required|too)\b",
    re.I,
)


@pytest.mark.parametrize("share", [6, pytest.param(1, marks=pytest.mark.nightly)])
def test_no_query_of_any_page_breaks_it_and_none_is_answered_in_english(product: Product, share: int) -> None:
    """Every address that reads, with every nasty value in every place: no 5xx, and texts in Vietnamese.

    By day each sixth pair: the values' count has no factor in common with it, so each of them is sent.
    """
    cookie = product.cookie(HEAD.person)
    asked, wrong = 0, list[str]()
    addresses = dict.fromkeys((*PAGES, *holes()))
    for number, (address, value) in enumerate(itertools.product(addresses, NASTY)):
        if number % share:
            continue
        for shown in {quote(value, safe="", errors="replace"), quote(value, safe="+@:/", errors="replace")}:
            answer = product.ask("GET", address.format(shown), HEAD.person, None, cookie)
            asked += 1
            fault = _fault(answer)
            if fault:
                wrong.append(f"{address} {value[:40]!r}: {fault}")
    print(f"{asked} queries asked")
    assert asked > 1500 / share and wrong == []


def _fault(answer: Got) -> str:
    """What is wrong with an answer, "" if nothing is."""
    if answer.status >= 500:
        return f"{answer.status} {answer.code}"
    if answer.code:
        problem = answer.json()
        whys = [fault["why"] for fault in problem.get("faults", [])]
        english = _ENGLISH.search(" ".join([problem["title"], problem["detail"], *whys]).encode())
        return f"{english[0]!r} in {problem}" if english else ""
    page = answer.status < 400 or b'<html lang="vi"' in answer.body
    return "" if page else f"{answer.status} is no page and no problem: {answer.body[:80]!r}"

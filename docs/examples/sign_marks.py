"""Saves a column of marks, signed by a program's own key: `sign_marks.py BOOK COLUMN MARKS.csv`.

BOOK is a book's address (https://…/api/v1/schools/ABC/books/6A/toan/1), MARKS.csv has lines `pupil;mark`.
SOCAI_TOKEN is a token of its teacher. The key stays in sign_marks.pem; its person registers the public half,
signed by their passkey, and somebody else confirms it. Needs Python and `cryptography`, nothing else.
"""

import base64
import csv
import json
import os
import secrets
import sys
import time
import urllib.request
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import *

PEM = Path("sign_marks.pem")


def call(method, url, body=None):
    headers = {"Authorization": f"Bearer {os.environ['SOCAI_TOKEN']}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    try:
        return json.load(urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method)))
    except urllib.error.HTTPError as refused:
        sys.exit(json.load(refused)["detail"])


def b64(raw):
    return base64.b64encode(raw).decode().rstrip("=")


def own_key():
    if not PEM.exists():
        os.umask(0o077)  # for nobody else's eyes
        made = ec.generate_private_key(ec.SECP256R1())
        PEM.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return load_pem_private_key(PEM.read_bytes(), None)


def confirmed(school, key):
    """Where the log has the key; waits until its person has registered it and another one confirmed it."""
    point, person = key.public_key().public_numbers(), call("GET", f"{school}/me")["person"]
    public = b64(point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big"))
    while True:
        for row in call("GET", f"{school}/lists/keys?about={person}")["rows"]:
            if row["public"] == public and row["confirmed"] and not row["revoked"]:
                return row["pos"]
        print(f'to be registered for {person}: "kind":"program","alg":-7,"public":"{public}"', flush=True)
        time.sleep(float(os.environ.get("ASK_EVERY", "30")))


def main(book, col, file):
    key, school = own_key(), book[: book.index("/books/")]
    pos = confirmed(school, key)
    held = {cell["pupil"]: cell["pos"] for cell in call("GET", book)["cells"] if cell["col"] == col}
    marks = dict(csv.reader(Path(file).read_text("utf-8").splitlines(), delimiter=";"))
    cells = [{"pupil": p, "col": col, "value": mark, "base": held.get(p, 0)} for p, mark in marks.items()]
    body = {"cmd": secrets.token_hex(12), "cells": cells}
    shown = call("PUT", f"{book}/cells?dry_run=true", body)
    for _, _, said in shown["entries"]:  # what is signed is what was asked for, whatever the server says
        if said["col"] != col or said["value"] != round(float(marks[said["pupil"]].replace(",", ".")) * 10):
            sys.exit(f"not what was asked for: {said}")
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime())
    by = {"key": pos, "seen": shown["head"], "time": now}
    said = {name: shown[name] for name in ("origin", "person", "role", "entries")}
    whole = {"label": "socai/act/v1", "cmd": body["cmd"], **by, **said}  # FORMAT §2, "Signed acts"
    signed = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    sign = {**by, "sig": b64(key.sign(signed, ec.ECDSA(SHA256())))}
    saved = call("PUT", f"{book}/cells", {**body, "sign": sign})
    print(f"{saved['n']} marks, from line {saved['pos']} of the log, signed by the key of line {pos}")


if __name__ == "__main__":
    main(*sys.argv[1:])

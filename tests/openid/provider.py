"""A real provider behind a door of the tests: what it answers is passed on, its tokens bent where told.

The provider is `oidc-provider` (node, certified). Its issuer is the door's address, and the tests made its
keys, so that a bent token may also be rightly signed.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from api.service.openid_client import Registered

ROOT = Path(__file__).parents[2]
SECRET = "mat-khau+cua/khach&100%"  # not what RFC 6749 lets stand unescaped
CLIENT, OTHER_CLIENT = "so-cai", "phan-mem-khac"
_OWN = ("connection", "transfer-encoding", "content-length", "keep-alive", "date")

Bend = Callable[[dict[str, Any], dict[str, Any]], Any]
"""Header and claims of a token as the provider gave it -> the `id_token` that is handed on."""


class Door:
    """The provider as it is met: `bend` changes its tokens, `answer` what it says at an address."""

    def __init__(self, port: int, issuer: str, keys: KeySet) -> None:
        self.inner = port
        self.issuer = issuer
        self.keys = keys
        self.bend: Bend | None = None
        self.answer: dict[str, Callable[[dict[str, Any]], tuple[int, bytes]]] = {}
        self.asked: list[str] = []

    def registered(self, **other: str) -> Registered:
        """What an operator types into the settings."""
        return Registered(**{"issuer": self.issuer, "client_id": CLIENT, "client_secret": SECRET, **other})

    def signed(self, header: dict[str, Any], claims: dict[str, Any], key: Any = None) -> str:
        """A token by the provider's own key, or by another."""
        return jwt.encode(header, claims, key or self.keys, [header["alg"]])

    def by_hand(self, header: dict[str, Any], claims: dict[str, Any], sign: Callable[[bytes], bytes]) -> str:
        """A token as no library would make it."""
        parts = b".".join(_base64(json.dumps(each).encode()) for each in (header, claims))
        return (parts + b"." + _base64(sign(parts))).decode()

    def rsa(self, text: bytes) -> bytes:
        """The provider's own RS256."""
        private = load_pem_private_key(self.keys.keys[0].as_pem(private=True), None)
        assert isinstance(private, RSAPrivateKey)
        return private.sign(text, PKCS1v15(), SHA256())

    def changed(self, path: str, status: int, body: bytes) -> tuple[int, bytes]:
        """What is handed on."""
        self.asked.append(path)
        if path == "/token" and self.bend and status == 200:
            found = json.loads(body)
            given = jwt.decode(found["id_token"], self.keys, ["RS256"])
            found["id_token"] = self.bend(dict(given.header), dict(given.claims))
            return status, json.dumps(found).encode()
        if path in self.answer:
            return self.answer[path](json.loads(body))
        return status, body


def _base64(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


@contextmanager
def provider(redirect: str) -> Iterator[Door]:
    """Both, for clients that are sent back to `redirect`. Skips where node or oidc-provider is missing."""
    if shutil.which("node") is None or not (ROOT / "node_modules" / "oidc-provider").exists():
        pytest.skip("missing: node with node_modules/oidc-provider; run `make setup`")
    keys = KeySet(
        [RSAKey.generate_key(2048, {"kid": "r", "use": "sig"}), ECKey.generate_key("P-256", {"kid": "e"})]
    )
    outer = ThreadingHTTPServer(("127.0.0.1", 0), _handler())
    issuer = f"http://127.0.0.1:{outer.server_port}"
    clients = [
        {"client_id": each, "client_secret": SECRET, "redirect_uris": [redirect]}
        for each in (CLIENT, OTHER_CLIENT)
    ]
    config = {"port": 0, "issuer": issuer, "jwks": keys.as_dict(private=True), "clients": clients}
    command = ["node", str(Path(__file__).with_name("provider.mjs")), json.dumps(config)]
    env = {**os.environ, "NODE_NO_WARNINGS": "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as node:
        try:
            assert node.stdout is not None
            said = node.stdout.readline().split()
            assert said[:1] == [b"listening"], "the provider did not start"
            door = outer.door = Door(int(said[1]), issuer, keys)  # type: ignore[attr-defined]
            thread = threading.Thread(target=outer.serve_forever, daemon=True)
            thread.start()
            yield door
            outer.shutdown()
        finally:
            node.terminate()
            outer.server_close()


def _handler() -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Passes a request on and its answer back."""

        def _pass(self) -> None:
            door: Door = self.server.door  # type: ignore[attr-defined]
            line = HTTPConnection("127.0.0.1", door.inner, timeout=30)
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            line.request(self.command, self.path, sent, dict(self.headers))
            answer = line.getresponse()
            status, body = door.changed(urlsplit(self.path).path, answer.status, answer.read())
            self.send_response(status)
            for name, value in answer.getheaders():
                if name.lower() not in _OWN:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            line.close()

        do_GET = do_POST = _pass

        def log_message(self, *_words: Any) -> None:
            """Nothing."""

    return Handler


def sign_in_there(address: str, name: str, redirect: str) -> str:
    """What a person does at the provider, from the address that we name to that which it sends back."""
    with httpx.Client(trust_env=False, timeout=30) as browser:
        answer = browser.get(address)
        for _ in range(12):
            if answer.is_redirect:
                where = urljoin(str(answer.url), answer.headers["location"])
                if where.startswith(redirect):
                    return where
                answer = browser.get(where)
                continue
            form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert form and prompt, answer.text
            filled = {"prompt": prompt[1], "login": name, "password": "x"}
            answer = browser.post(urljoin(str(answer.url), form[1]), data=filled)
    raise AssertionError("the provider sends nobody back")

"""What the browser tells: each member, and how its JSON is written."""

import base64
import json
from collections.abc import Iterator
from typing import Any

from tests.vectors.made.passkey.assertion import (
    CHALLENGE,
    CLIENT,
    RP,
    SOUND,
    STATEMENT,
    TOLD,
    Assertion,
    auth_data,
    b64url,
    client_data,
    told,
    vector,
)
from tests.vectors.made.tools import Vector, sha


def of_type() -> Iterator[Vector]:
    """An assertion, and nothing else that a browser signs."""
    for kind in ("webauthn.create", "payment.get", "webauthn.Get", "webauthn.get ", "", 1, ["webauthn.get"]):
        yield told(f"type: {kind!r}", type=kind)
    yield told("type: absent", type=None)
    yield vector("type: null", SOUND._replace(client=CLIENT.replace(b'"webauthn.get"', b"null")))


def of_challenge() -> Iterator[Vector]:
    """The one spelling of the digest of this statement."""
    right = TOLD["challenge"]
    stray = right[:-1] + chr(ord(right[-1]) + 1)
    assert base64.urlsafe_b64decode(stray + "=") == CHALLENGE
    for desc, challenge in (
        ("of another statement", b64url(sha(STATEMENT + b" "))),
        ("with padding", right + "="),
        ("with a stray low bit", stray),
        ("with a line feed behind it", right + "\n"),
        ("in the other base64", base64.b64encode(CHALLENGE).rstrip(b"=").decode()),
        ("in hexadecimal", CHALLENGE.hex()),
        ("the statement itself", b64url(STATEMENT)),
        ("the digest's digest", b64url(sha(CHALLENGE))),
        ("cut off", b64url(CHALLENGE[:31])),
        ("with a byte more", b64url(CHALLENGE + b"\0")),
        ("of a string in a string", b64url(right.encode())),
        ("empty", ""),
        ("a list", [right]),
        ("a number", int.from_bytes(CHALLENGE, "big")),
        ("absent", None),
    ):
        yield told(f"challenge: {desc}", challenge=challenge)


OTHER_ORIGINS: tuple[tuple[str, Any], ...] = (
    ("another host", "https://so.khac.vn"),
    ("a host that ends in rp without a dot", f"https://evil{RP}"),
    ("rp in front of another host", f"https://{RP}.evil.vn"),
    ("the host above rp", "https://truong.vn"),
    ("http", f"http://{RP}"),
    ("http on localhost, of another rp", "http://localhost"),
    ("another scheme", f"wss://{RP}"),
    ("a scheme in capitals", f"HTTPS://{RP}"),
    ("no scheme", RP),
    ("a user in front", f"https://{RP}@evil.vn"),
    ("a user in front of rp", f"https://evil.vn@{RP}"),
    ("a path", f"https://{RP}/"),
    ("rp in a path", f"https://evil.vn/.{RP}"),
    ("rp in a query", f"https://evil.vn?.{RP}"),
    ("rp in a fragment", f"https://evil.vn#.{RP}"),
    ("rp behind a backslash", f"https://evil.vn\\.{RP}"),
    ("a dot at the end", f"https://{RP}."),
    ("an empty label", f"https://.{RP}"),
    ("two dots", f"https://a..{RP}"),
    ("capitals", f"https://{RP.upper()}"),
    ("a host that is no ASCII", f"https://sổ.{RP}"),
    ("a full-width dot", f"https://a．{RP}"),
    ("a Cyrillic letter in rp", "https://sо.truong.vn"),
    ("a percent sign", f"https://%61.{RP}"),
    ("a blank in front", f" https://{RP}"),
    ("a blank behind", f"https://{RP} "),
    ("a line feed behind", f"https://{RP}\n"),
    ("a NUL behind", f"https://{RP}\0"),
    ("an empty port", f"https://{RP}:"),
    ("port 0", f"https://{RP}:0"),
    ("a port with a leading zero", f"https://{RP}:0443"),
    ("a port of six digits", f"https://{RP}:100000"),
    ("a port that is no number", f"https://{RP}:https"),
    ("a port of Arabic digits", f"https://{RP}:٤٤٣"),
    ("an address", "https://192.0.2.7"),
    ("null, as a text", "null"),
    ("an app's", "android:apk-key-hash:7d1043473d55bfa90e8530d35801d4e381bc69f0"),
    ("empty", ""),
    ("a list", [f"https://{RP}"]),
    ("absent", None),
)


def of_origin() -> Iterator[Vector]:
    """As browsers write it, of a page that may use the key."""
    for desc, origin in OTHER_ORIGINS:
        yield told(f"origin: {desc}", origin=origin)


def of_frames() -> Iterator[Vector]:
    """A page inside a page of another site."""
    for desc, crossed in (("true", True), ("0", 0), ("a text", "false")):
        yield told(f"origin: crossOrigin is {desc}", crossOrigin=crossed)
    yield vector("origin: crossOrigin is null", SOUND._replace(client=CLIENT.replace(b"false", b"null")))
    yield told("origin: a topOrigin of another site", crossOrigin=True, topOrigin="https://evil.vn")
    yield told("origin: a topOrigin, not crossed", topOrigin=f"https://{RP}")


def of_localhost() -> Iterator[Vector]:
    """Plain http is taken there, and there alone."""
    for desc, origin in (
        ("a host below localhost, over http", "http://lop.localhost"),
        ("a host that begins with localhost", "http://localhost.evil.vn"),
        ("the loopback address", "http://127.0.0.1"),
        ("a path", "http://localhost/"),
        ("a user", "http://localhost@evil.vn"),
    ):
        made = Assertion(auth_data(rp="localhost"), client_data(origin=origin), rp="localhost")
        yield vector(f"origin: rp localhost, {desc}", made)


def of_json() -> Iterator[Vector]:
    """Two readers that take two things from it would not agree about what was signed."""
    for desc, client in (
        ("nothing", b""),
        ("a byte order mark", b"\xef\xbb\xbf" + CLIENT),
        ("UTF-16", CLIENT.decode().encode("utf-16-le")),
        ("not UTF-8", client_data(x="y").replace(b'"y"', b'"\xff"')),
        ("a second spelling of UTF-8", client_data(x="y").replace(b'"y"', b'"\xc1\xb9"')),
        ("a surrogate in UTF-8", client_data(x="y").replace(b'"y"', b'"\xed\xa0\x80"')),
        ("a list", b"[" + CLIENT + b"]"),
        ("a text", json.dumps(CLIENT.decode()).encode()),
        ("null", b"null"),
        ("cut off", CLIENT[:-1]),
        ("two objects", CLIENT + CLIENT),
        ("a word behind it", CLIENT + b"x"),
        ("a NUL behind it", CLIENT + b"\0"),
        ("a no-break space in front", "\u00a0".encode() + CLIENT),
        ("a comma at the end", CLIENT[:-1] + b",}"),
        ("a comment", CLIENT[:-1] + b"/**/}"),
        ("single quotes", CLIENT.replace(b'"', b"'")),
        ("a line feed inside a text", client_data(x="y").replace(b'"y"', b'"\n"')),
        ("NaN", CLIENT[:-1] + b',"x":NaN}'),
        ("-Infinity", CLIENT[:-1] + b',"x":-Infinity}'),
        ("a leading zero", CLIENT[:-1] + b',"x":01}'),
        ("a plus sign", CLIENT[:-1] + b',"x":+1}'),
        ("the type twice, the right one last", CLIENT.replace(b"{", b'{"type":"webauthn.create",', 1)),
        ("the type twice, the right one first", CLIENT[:-1] + b',"type":"webauthn.create"}'),
        (
            "the challenge twice, the same",
            CLIENT[:-1] + b',"challenge":"' + TOLD["challenge"].encode() + b'"}',
        ),
        ("the origin twice, once escaped", CLIENT[:-1] + rb',"\u006frigin":"https://evil.vn"}'),
        ("a key twice in a further member", CLIENT[:-1] + b',"x":{"y":1,"y":1}}'),
        ("2,049 bytes", client_data(x="y" * (2_049 - len(CLIENT) - 7))),
        ("17 objects and lists", client_data(x=[[]] * 15)),
        ("nested 500 deep", CLIENT[:-1] + b',"x":' + b"[" * 500 + b"]" * 500 + b"}"),
    ):
        yield vector(f"form: client data, {desc}", SOUND._replace(client=client))

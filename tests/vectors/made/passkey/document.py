"""spec/vectors/passkey.json: stored assertions of passkeys (FORMAT §2, "Signed acts"), most to be refused.

All are signed by the key as they stand, but those that are about the signature: so each is refused for what its
`desc` says and for nothing else. Its first word is what the verifier says is wrong.
"""

import json
from collections.abc import Iterator

from tests.vectors.made.passkey import client, key
from tests.vectors.made.passkey.assertion import (
    BE,
    BS,
    CLIENT,
    ED,
    EDDSA,
    RP,
    SOUND,
    TOLD,
    UP,
    UV,
    Assertion,
    auth_data,
    client_data,
    extensions,
    vector,
)
from tests.vectors.made.tools import Document, Vector, document_of

FIELDS = (
    "passkey: `alg`, `public`, `rp` as of the registered key, `challenge` the 32 bytes SHA-256(statement), `auth`, "
    "`client`, `sig` as in `sign`, in bytes. wantErr: the assertion does not hold. Else `counter` is what it counts."
)


MADE = {
    "an ordinary one": SOUND,
    "by Ed25519": SOUND._replace(alg=EDDSA),
    "no crossOrigin": SOUND._replace(client=client_data(crossOrigin=None)),
    "members that browsers add": SOUND._replace(
        client=client_data(
            other_keys_can_be_added_here="do not compare clientDataJSON against a template",
            androidPackageName="com.android.chrome",
            tokenBinding={"status": "supported"},
        )
    ),
    "members in another order, white space": SOUND._replace(
        client=json.dumps(dict(reversed(TOLD.items())), indent=1).encode() + b"\n"
    ),
    "an escaped member name": SOUND._replace(client=CLIENT.replace(b'"type"', rb'"\u0074ype"')),
    "an escaped slash in the origin": SOUND._replace(client=CLIENT.replace(b"//", rb"\/\/")),
    "a further member with an accent": SOUND._replace(client=client_data(note="sổ")),
    "2,048 bytes of client data": SOUND._replace(client=client_data(x="y" * (2_048 - len(CLIENT) - 7))),
    "16 objects and lists": SOUND._replace(client=client_data(x=[[]] * 14)),
    "a host below rp": SOUND._replace(client=client_data(origin=f"https://lop6a.{RP}")),
    "two labels below rp": SOUND._replace(client=client_data(origin=f"https://a.b.{RP}")),
    "a port": SOUND._replace(client=client_data(origin=f"https://{RP}:8443")),
    "a host in punycode": SOUND._replace(client=client_data(origin=f"https://xn--s-e4s.{RP}")),
    "localhost": Assertion(auth_data(rp="localhost"), client_data(origin="http://localhost"), rp="localhost"),
    "localhost with a port": Assertion(
        auth_data(rp="localhost"), client_data(origin="http://localhost:8000"), rp="localhost"
    ),
    "localhost over TLS": Assertion(
        auth_data(rp="localhost"), client_data(origin="https://localhost:8443"), rp="localhost"
    ),
    "may be backed up": SOUND._replace(auth=auth_data(UP | UV | BE)),
    "is backed up": SOUND._replace(auth=auth_data(UP | UV | BE | BS)),
    "an extension nobody asked for": SOUND._replace(auth=auth_data(UP | UV | ED, b"\xa1\x61x\xf5")),
    "auth of 1,024 bytes": SOUND._replace(auth=auth_data(UP | UV | ED, extensions(1_024 - 37))),
}


def _sound() -> Iterator[Vector]:
    for desc, each in MADE.items():
        yield vector(desc, each, wantErr=False, counter=7)
    for desc, counter in (("0: does not count", 0), ("1", 1), ("2^24", 1 << 24), ("2^32-1", 2**32 - 1)):
        yield vector(
            f"counter {desc}", SOUND._replace(auth=auth_data(counter=counter)), wantErr=False, counter=counter
        )


def document() -> Document:
    """The whole file as a value."""
    parts = (
        _sound,
        client.of_type,
        client.of_challenge,
        client.of_origin,
        client.of_frames,
        client.of_localhost,
        key.of_rp,
        key.of_flags,
        key.of_auth,
        client.of_json,
        key.of_signature,
        key.of_algorithm,
    )
    return document_of("passkey", FIELDS, [each for part in parts for each in part()])

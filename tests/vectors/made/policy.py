"""spec/vectors/policy.json: what a reader trusts from outside (FORMAT §6); most are to be refused."""

from collections.abc import Iterator
from typing import Any

from tests.vectors.made.tools import ORIGIN, Document, Signer, Vector, document_of, key_row

Edit = tuple[str, str, str]
"""What is wrong, what of the right policy goes, and what comes in its place."""
KEY, NEXT = Signer(1), Signer(2)
ONE, TWO, THREE = (
    Signer(seed, f"{name}.example", kind=4) for seed, name in ((4, "w1"), (5, "w2"), (6, "w3"))
)
GENESIS = "A" * 43
FIELDS = (
    "policy: `policy` is the file's text. wantErr: refuse it. Else `keys` are the log keys with the "
    "sizes that each speaks for, sorted by vkey; `genesis` the first leaf hash by origin; `cosigned` names "
    "witnesses whose cosignatures stand on a checkpoint and `met` says whether they make up the quorum."
)
GOOD = f"""# trường THCS Ví Dụ
log {KEY.vkey} https://school.example
witness so {ONE.vkey} https://so.example/add
witness phong {TWO.vkey}
witness bao {THREE.vkey}
group hai 2 so phong bao
quorum hai
#socai genesis {ORIGIN} {GENESIS}
"""


def _right(desc: str, policy: str, *keys: dict[str, Any], cosigned: str = "", met: bool = True) -> Vector:
    genesis = {ORIGIN: GENESIS} if "genesis" in policy else {}
    said = {"keys": sorted(keys, key=lambda key: str(key["vkey"])), "genesis": genesis}
    held = {"kind": "policy", "desc": desc, "policy": policy, "cosigned": cosigned.split()}
    return {**held, "wantErr": False, **said, "met": met}


def _sound() -> Iterator[Vector]:
    yield _right("two of three have cosigned", GOOD, key_row(KEY), cosigned="so bao")
    yield _right("one of three has cosigned", GOOD, key_row(KEY), cosigned="bao", met=False)
    yield _right("nobody has cosigned", GOOD, key_row(KEY), met=False)
    yield _right("any", GOOD.replace("hai 2", "hai any"), key_row(KEY), cosigned="phong")
    yield _right(
        "all, and one is missing",
        GOOD.replace("hai 2", "hai all"),
        key_row(KEY),
        cosigned="so bao",
        met=False,
    )
    nested = GOOD.replace("group hai 2 so phong bao", "group g 1 so phong\ngroup hai all g bao")
    yield _right("a group in a group, met", nested, key_row(KEY), cosigned="so bao")
    yield _right("a group in a group, not met", nested, key_row(KEY), cosigned="so phong", met=False)
    yield _right(
        "one witness is the quorum", GOOD.replace("quorum hai", "quorum so"), key_row(KEY), cosigned="so"
    )
    yield _right("no quorum", f"log {KEY.vkey}\nquorum none\n", key_row(KEY))
    yield _right("no log", "quorum none\n")
    ranged = f"quorum none\n#socai key {KEY.vkey} 0 1300\n#socai key {NEXT.vkey} 1301 -\n"
    yield _right("keys with the sizes that each signs", ranged, key_row(KEY, 0, 1300), key_row(NEXT, 1301))
    both = f"log {KEY.vkey}\n" + ranged
    yield _right("sizes take the place of the log line", both, key_row(KEY, 0, 1300), key_row(NEXT, 1301))
    yield _right("tabs, blanks, empty lines", f"\n \t log\t{KEY.vkey}  \n\n quorum  none\t\n", key_row(KEY))
    yield _right(
        "comments of others",
        f"log {KEY.vkey}\n #socais key\n#key x\n# socai key\nquorum none\n",
        key_row(KEY),
    )
    yield _right("no line feed at the end", f"log {KEY.vkey}\nquorum none", key_row(KEY))
    many = "".join(f"witness w{n} {Signer(100 + n, 'w.example', kind=4).vkey}\n" for n in range(32))
    yield _right("32 witnesses", f"log {KEY.vkey}\n{many}quorum w31\n", key_row(KEY), cosigned="w31")


def _quorums_and_keys() -> list[Edit]:
    other = Signer(1, "x.example").vkey
    return [
        ("no quorum line", "quorum hai\n", ""),
        ("two quorum lines", "quorum hai\n", "quorum hai\nquorum hai\n"),
        ("a quorum of an unknown name", "quorum hai", "quorum ba"),
        (
            "a quorum before its group",
            "group hai 2 so phong bao\nquorum hai",
            "quorum hai\ngroup hai 2 so phong bao",
        ),
        ("a quorum of two names", "quorum hai", "quorum so phong"),
        ("more than all of a group", "hai 2", "hai 4"),
        ("none of a group", "hai 2", "hai 0"),
        ("a number with a sign", "hai 2", "hai +2"),
        ("a number with a leading zero", "hai 2", "hai 02"),
        ("a number of other digits", "hai 2", "hai ٢"),
        ("no number", "group hai 2", "group hai"),
        ("a group without members", "hai 2 so phong bao", "hai any"),
        ("a member twice", "so phong bao", "so phong so"),
        ("a member that is unknown", "so phong bao", "so phong ai"),
        ("none as a member", "so phong bao", "so phong none"),
        ("a member of two groups", "quorum hai", "group ba any so\nquorum hai"),
        ("a group of a witness's name", "group hai", "group so"),
        ("a group of the name none", "group hai", "group none"),
        ("a witness twice", "witness phong", "witness so"),
        ("a witness's key twice", TWO.vkey, ONE.vkey),
        ("a log key as a witness", TWO.vkey, KEY.vkey),
        ("a witness key as a log", KEY.vkey, ONE.vkey),
        ("a log twice", f"log {KEY.vkey}", f"log {KEY.vkey}\nlog {KEY.vkey}"),
        (
            "a log's key again under another name",
            f"log {KEY.vkey}",
            f"log {KEY.vkey}\nlog {other}",
        ),
        ("a log without its key", f"log {KEY.vkey} https", "log https"),
        ("a third word after log", "https://school.example", "https://school.example x"),
    ]


def _words_and_sizes() -> list[Edit]:
    return [
        ("a key whose id is another", "+", "+0"),
        ("an unknown word", "log ", "logs "),
        ("a capital word", "quorum", "Quorum"),
        ("a carriage return", "quorum hai\n", "quorum hai\r\n"),
        ("a no-break space for a blank", "quorum hai", "quorum\u00a0hai"),
        ("a vertical tab for a blank", "quorum hai", "quorum\u000bhai"),
        ("DEL in a comment", "# trường", "# \u007f trường"),
        ("genesis of 31 bytes", GENESIS, GENESIS[:-1]),
        ("genesis with padding", GENESIS, GENESIS + "="),
        ("genesis with a stray low bit", GENESIS, GENESIS[:-1] + "B"),
        ("genesis twice", "quorum hai", f"quorum hai\n#socai genesis {ORIGIN} {GENESIS}"),
        ("genesis without an origin", f"genesis {ORIGIN}", "genesis"),
        ("another word after #socai", "#socai genesis", "#socai first"),
        ("sizes without an end", "quorum hai", f"quorum hai\n#socai key {KEY.vkey} 0"),
        ("sizes that end before they begin", "quorum hai", f"quorum hai\n#socai key {KEY.vkey} 10 9"),
        ("a size with a leading zero", "quorum hai", f"quorum hai\n#socai key {KEY.vkey} 0 09"),
        ("a size of 2^63", "quorum hai", f"quorum hai\n#socai key {KEY.vkey} 0 {2**63}"),
        ("sizes of a witness's key", "quorum hai", f"quorum hai\n#socai key {ONE.vkey} 0 -"),
    ]


def _wrong() -> Iterator[Vector]:
    for desc, old, new in (*_quorums_and_keys(), *_words_and_sizes()):
        yield {"kind": "policy", "desc": desc, "policy": GOOD.replace(old, new, 1), "wantErr": True}
    yield {"kind": "policy", "desc": "nothing", "policy": "", "wantErr": True}
    yield {"kind": "policy", "desc": "a key and nothing else", "policy": KEY.vkey + "\n", "wantErr": True}


def document() -> Document:
    """The whole file as a value."""
    return document_of("policy", FIELDS, [*_sound(), *_wrong()])

"""Lines as bytes: what an attacker stores who does not keep to the form of FORMAT §1."""

from collections.abc import Callable, Mapping, Sequence

from demo.attackers import SIGNED_ACTS, Intruder, signed_intent, tiles_over
from ledger.form.canonical import b64, decode, encode_trusted, leaf_hash
from ledger.form.tiles import Edge
from ledger.signing.checkpoint import Checkpoint
from ledger.signing.keys import KeyRing, sign_checkpoint
from tests.attacks.seized import SeizedSchool

Edit = Callable[[bytes], bytes]


def rewrite_lines(school: SeizedSchool, edits: Mapping[int, Edit]) -> None:
    """Edits lines as a superuser with the stolen key, and makes good all that follows from their bytes.

    Chain, tiles, head, notes and the head file fit the new bytes: nothing but the edit itself is wrong.
    """
    with school.intruder() as intruder:
        lines = _relinked(_stored(intruder), edits)
        for pos in range(min(edits), len(lines)):
            intruder.connection.execute(
                "UPDATE socai.entry SET line = %s WHERE school = %s AND pos = %s",
                (lines[pos], intruder.school, pos),
            )
        leaves = [leaf_hash(line) for line in lines]
        for tile in tiles_over(leaves):
            intruder.connection.execute(
                "UPDATE socai.tile SET hashes = %s WHERE school = %s AND level = %s AND idx = %s",
                (tile.data, intruder.school, tile.level, tile.index),
            )
        intruder.connection.execute(
            "UPDATE socai.head SET leaf = %s WHERE school = %s", (leaves[-1], intruder.school)
        )
        _resign(school, intruder, leaves)


def replaced(old: bytes, new: bytes) -> Edit:
    """Replaces the one occurrence of `old`. The edit raises AssertionError where there is not exactly one."""

    def edit(line: bytes) -> bytes:
        assert line.count(old) == 1, (old, line)
        return line.replace(old, new)

    return edit


def _stored(intruder: Intruder) -> list[bytes]:
    query = "SELECT line FROM socai.entry WHERE school = %s ORDER BY pos"
    return [bytes(line) for (line,) in intruder.connection.execute(query, (intruder.school,))]


def _relinked(lines: Sequence[bytes], edits: Mapping[int, Edit]) -> list[bytes]:
    """The edited lines and all behind them, as `relinked` of the attackers would have them."""
    linked: list[bytes] = []
    dossiers: dict[str, list[bytes]] = {}
    for pos, line in enumerate(lines):
        entry = decode(line)
        if pos > min(edits):
            entry["prev"] = b64(leaf_hash(linked[-1]))
            if entry["type"] in SIGNED_ACTS:
                entry["data"]["intent"] = signed_intent(entry, dossiers[entry["stream"]])
        fitting = encode_trusted(entry)
        linked.append(edits[pos](fitting) if pos in edits else fitting)
        if entry["stream"].startswith("dossier/"):
            dossiers.setdefault(entry["stream"], []).append(leaf_hash(linked[-1]))
    return linked


def _resign(school: SeizedSchool, intruder: Intruder, leaves: Sequence[bytes]) -> None:
    ring = KeyRing.from_rows([(school.held.key, 0, None)])
    rows = intruder.connection.execute(
        "SELECT size FROM socai.checkpoint WHERE school = %s ORDER BY size", (intruder.school,)
    ).fetchall()
    last, note = 0, b""
    for (size,) in rows:
        head = Checkpoint(intruder.origin, size, Edge().extend(leaves[:size])[0].root())
        note = sign_checkpoint(school.school.keys, ring, head, last)
        intruder.connection.execute(
            "UPDATE socai.checkpoint SET note = %s WHERE school = %s AND size = %s",
            (note, intruder.school, size),
        )
        last = size
    with school.head_file.locked():
        school.head_file.write(note)

"""A bag: each part against the others. Every attack makes manifests and tar good again."""

import json

import pytest

from tests.verify.bag_builder import LogBuilder, Member, Signer, b64, bag_members, canonical, sha, tar_bytes
from verify.__main__ import verify

ID = "all"


def rebuilt(members: Member, **change: bytes | None) -> Member:
    """The bag with payload files replaced (None = removed) and both manifests made again."""
    payload = {name: raw for name, raw in members.items() if name.startswith("data/")}
    payload |= {f"data/{name}": raw for name, raw in change.items()}
    return bag_members({name: raw for name, raw in payload.items() if raw is not None})


def edited(members: Member, name: str, change) -> Member:
    """The bag in which a JSON file was changed and spelled canonically again."""
    value = json.loads(members[f"data/{name}"])
    change(value)
    return rebuilt(members, **{name: canonical(value) + b"\n"})


def test_a_lawful_bag_has_no_finding_but_is_not_sound_by_itself(desk):
    """Nothing inside a target is trusted: without an anchor the verdict is "not compared", exit 2."""
    report = desk.run("all.tar")
    assert (report.findings, report.verdict(), report.anchored, report.exit_code()) == (
        [],
        "not_compared",
        False,
        2,
    )
    assert report.coverage.percent() == 100


def test_with_the_key_from_outside_it_is_sound(desk, story):
    """The anchor is the key."""
    report = desk.run("all.tar", "w1.tar", keys=[story.log.signer.vkey])
    assert (report.findings, report.verdict(), report.anchored, report.exit_code()) == ([], "sound", True, 0)


def test_an_unpacked_bag_is_the_same_bag(desk, story):
    """As a folder, and found inside a folder that holds it."""
    for name, raw in story.all[1].items():
        desk.put(f"disc/all/{name}", raw)
    assert desk.run("disc/all", keys=[story.log.signer.vkey]).verdict() == "sound"
    assert desk.run("disc", "export", keys=[story.log.signer.vkey]).verdict() == "sound"


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("data/VERIFY.txt", {"BAG_FILE_CHANGED", "BAG_META_WRONG"}),
        ("data/checkpoint", {"BAG_FILE_CHANGED", "BAG_META_WRONG", "NOTE_MALFORMED"}),
        ("bag-info.txt", {"BAG_FILE_CHANGED", "BAG_META_WRONG"}),
        ("bagit.txt", {"BAG_FILE_CHANGED", "BAG_MANIFEST_WRONG"}),
        ("manifest-sha256.txt", {"BAG_FILE_CHANGED", "BAG_MANIFEST_WRONG"}),
        ("tagmanifest-sha256.txt", {"BAG_MANIFEST_WRONG"}),
    ],
)
def test_a_file_changed_in_its_tar(desk, story, name, codes):
    """BagIt's digests are all compared, those of the tag files too."""
    members = story.all[1] | {name: story.all[1][name] + b"x"}
    assert desk.codes(desk.bag("all.tar", members)) == codes


@pytest.mark.parametrize(
    "name", ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"]
)
def test_a_tag_file_missing(desk, story, name):
    """All four belong to a bag."""
    members = {key: raw for key, raw in story.all[1].items() if key != name}
    assert "BAG_FILE_MISSING" in desk.codes(desk.bag("all.tar", members))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("VERIFY.txt", "BAG_FILE_MISSING"),
        ("manifest.json", "BAG_FILE_MISSING"),
        ("checkpoint", "BAG_FILE_MISSING"),
        ("entries.jsonl", "BAG_FILE_MISSING"),
        ("keys.json", "BAG_FILE_MISSING"),
        ("corrections.json", "BAG_FILE_MISSING"),
        ("books/6A.json", "BAG_FILE_MISSING"),
        ("tile/0/000.p/26", "TILE_MISMATCH"),
    ],
)
def test_a_payload_file_missing(desk, story, name, code):
    """Left out of the manifests as well."""
    report = desk.run(desk.bag("all.tar", rebuilt(story.all[1], **{name: None})))
    assert code in {item["code"] for item in report.findings}
    assert report.exit_code() == 1


@pytest.mark.parametrize(
    "name", ["data/extra.txt", "data/books/9Z.json", "data/tile/0/001.p/1", "data/attachments/00"]
)
def test_a_file_that_does_not_belong(desk, story, name):
    """Even if the manifests list it."""
    members = rebuilt(story.all[1], **{name.removeprefix("data/"): b"x"})
    assert desk.codes(desk.bag("all.tar", members)) == {"BAG_FILE_UNKNOWN"}


def test_a_file_outside_data_that_no_manifest_lists(desk, story):
    """The BagIt library calls such a bag valid."""
    assert desk.codes(desk.bag("all.tar", story.all[1] | {"zusatz.txt": b"x"})) == {"BAG_FILE_UNKNOWN"}


def test_evidence_missing_or_exchanged(desk, story):
    """A register without its evidence is no register."""
    name = next(key for key in story.all[1] if "attachments" in key).removeprefix("data/")
    assert "ATTACHMENT_MISSING" in desk.codes(desk.bag("all.tar", rebuilt(story.all[1], **{name: None})))
    assert desk.codes(desk.bag("all.tar", rebuilt(story.all[1], **{name: b"x"}))) == {"ATTACHMENT_WRONG"}


@pytest.mark.parametrize(
    ("field", "value", "codes"),
    [
        ("id", "other", {"ARCHIVE_SWAPPED", "BAG_META_WRONG"}),
        ("school", "khac", {"ARCHIVE_SWAPPED"}),
        ("origin", "62.socai/khac", {"ARCHIVE_SWAPPED"}),
        ("size", 25, {"ARCHIVE_SWAPPED"}),
        ("classes", ["6A", "6B"], {"ARCHIVE_SWAPPED"}),
        ("cause", {"kind": "window", "ref": "w9"}, {"ARCHIVE_SWAPPED", "BAG_FILE_UNKNOWN"}),
        ("cause", {"kind": "lock", "ref": "6A/1"}, {"ARCHIVE_SWAPPED"}),
        ("year", "2020-2021", {"ARCHIVE_SWAPPED"}),
        ("root", b64(bytes(32)), {"ROOT_MISMATCH"}),
        ("at", "2020-11-05T03:00:01.000000Z", {"BAG_TAR_WRONG"}),
        ("at", "2020-11-05", {"BAG_META_WRONG"}),
        ("at", "2020-11-01T03:59:59.000000Z", {"BAG_META_WRONG", "BAG_TAR_WRONG"}),
        ("v", 2, {"BAG_META_WRONG"}),
        ("planned", 3, {"BAG_META_WRONG"}),
        ("semester", 3, {"BAG_META_WRONG"}),
        ("extra", 1, {"BAG_META_WRONG"}),
        ("root", "AA", {"BAG_META_WRONG"}),
        ("cause", {"kind": "other", "ref": ""}, {"BAG_META_WRONG"}),
        ("classes", "6A", {"BAG_META_WRONG"}),
    ],
)
def test_a_manifest_that_says_something_else(desk, story, field, value, codes):
    """Name, manifest and content must agree (A17)."""
    members = edited(story.all[1], "manifest.json", lambda manifest: manifest.update({field: value}))
    assert desk.codes(desk.bag("all.tar", members)) == codes


def test_a_window_s_bag_names_the_window_s_term(desk, story):
    """Swapping archives between terms is seen (A17)."""
    members = edited(story.w1[1], "manifest.json", lambda manifest: manifest.update({"semester": 2}))
    assert desk.codes(desk.bag("w1.tar", members, "w1", "2020-10-31T17:01:00.000000Z")) == {"ARCHIVE_SWAPPED"}


def test_renamed_archives(desk, story):
    """The folder inside and the manifest are one id; the file's name is a note."""
    inside = tar_bytes("other", story.all[1], "2020-11-05T03:00:00.000000Z")
    assert desk.codes(desk.put("other.tar", inside)) == {"ARCHIVE_SWAPPED"}


def test_a_tar_of_two_archives(desk, story):
    """Members of another id are no part of the bag."""
    both = {**{f"all/{k}": v for k, v in story.all[1].items()}, "zzz/x": b"x"}
    raw = tar_bytes(".", both, "2020-11-05T03:00:00.000000Z")
    assert "BAG_TAR_WRONG" in desk.codes(desk.put("all.tar", raw))


@pytest.mark.parametrize(
    "change",
    [
        lambda keys: keys["keys"][0].update({"to": 5}),
        lambda keys: keys["keys"][0].update({"vkey": Signer(2).vkey}),
        lambda keys: keys["keys"].append(keys["keys"][0]),
        lambda keys: keys.update({"keys": []}),
        lambda keys: keys.update({"v": 1}),
    ],
)
def test_keys_that_the_log_does_not_name(desk, story, change):
    """keys.json is only what the entries say."""
    assert desk.codes(desk.bag("all.tar", edited(story.all[1], "keys.json", change))) == {"BAG_KEYS_WRONG"}


def test_tiles_that_are_not_the_lines(desk, story):
    """Changed, shortened or doubled."""
    name = "tile/0/000.p/26"
    raw = story.all[1][f"data/{name}"]
    for other in (raw[32:] + raw[:32], raw[:-32], raw + raw[:32]):
        assert desk.codes(desk.bag("all.tar", rebuilt(story.all[1], **{name: other}))) == {"TILE_MISMATCH"}


def test_a_checkpoint_by_another_key(desk, story):
    """Also when the bag's own key list names that key (A12)."""
    forged = story.log.checkpoint(26, Signer(2))
    members = rebuilt(story.all[1], checkpoint=forged)
    assert desk.codes(desk.bag("all.tar", members)) == {"CHECKPOINT_UNKNOWN_KEY"}


def test_a_bad_signature_beside_a_good_one(desk, story):
    """A known key that fails condemns the note (A29)."""
    note = story.log.checkpoint(26)
    bad = LogBuilder(story.log.signer, lines=story.log.lines[:25]).checkpoint().splitlines(keepends=True)[-1]
    members = rebuilt(story.all[1], checkpoint=note + bad)
    assert desk.codes(desk.bag("all.tar", members)) == {"CHECKPOINT_BAD_SIGNATURE"}


def test_a_genuine_checkpoint_of_another_size(desk, story):
    """The note must be the one of exactly this tree."""
    members = rebuilt(story.all[1], checkpoint=story.log.checkpoint(20))
    assert desk.codes(desk.bag("all.tar", members)) == {"ROOT_MISMATCH"}


def test_lines_edited_under_a_genuine_checkpoint(desk, story):
    """Re-hashed by an attacker without the key: the signed root tells (A1, A2)."""
    other = story.log.rewrite(story.first_mark, lambda entry: entry["data"].update({"value": 95}))
    members = rebuilt(story.all[1], **{"entries.jsonl": other.jsonl(26)})
    codes = desk.codes(desk.bag("all.tar", members))
    assert {"ROOT_MISMATCH", "TILE_MISMATCH", "BOOK_MISMATCH"} <= codes


def test_a_big_member_where_a_small_one_belongs(desk, story):
    """Limits hold before anything is read whole (A51)."""
    members = rebuilt(story.all[1], checkpoint=b"x" * 2_000_000)
    assert desk.codes(desk.bag("all.tar", members)) == {"NOTE_MALFORMED"}


def test_links_in_an_unpacked_bag_are_not_followed(desk, story, tmp_path):
    """A link is a file that we cannot read: never a pass."""
    for name, raw in story.all[1].items():
        desk.put(f"all/{name}", raw)
    (tmp_path / "all/data/VERIFY.txt").unlink()
    (tmp_path / "all/data/VERIFY.txt").symlink_to("/etc/hostname")
    report = desk.run("all", keys=[story.log.signer.vkey])
    assert {item["code"] for item in report.findings} == {"UNREADABLE"}
    assert report.exit_code() == 2


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 10_240, b"\x00" * 512, b"x" * 10_240, b"\x1f\x8b" + b"x" * 600]
)
def test_a_tar_that_is_none(desk, content):
    """Nothing readable is nothing proved, and no crash."""
    report = desk.run(desk.put("x.tar", content))
    assert report.exit_code() == 1
    assert "VERIFIER_FAULT" not in {item["code"] for item in report.findings}


def test_what_is_not_there_is_unread(tmp_path):
    """A missing path is no pass."""
    report = verify([str(tmp_path / "none.tar")])
    assert (report.verdict(), report.exit_code(), report.coverage.percent()) == ("incomplete", 2, 0)


def test_digest_helper_is_the_register_s(story):
    """The builder's register really names the evidence by its digest."""
    assert sha(next(raw for name, raw in story.all[1].items() if "attachments" in name)).hex() in "".join(
        story.all[1]
    )

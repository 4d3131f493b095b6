"""A file is judged by its content. Its name is a note, unless it is the name of another archive (A17)."""

import shutil

import pytest

from verify.text import render

BROWSER = ("all (1).tar", "all.TAR", "all.tar.txt", "x.tar.download", "Gói.tar", "all - Copy.tar", "a.bin")


@pytest.mark.parametrize("name", BROWSER)
def test_a_renamed_bag_is_sound_and_the_note_says_how_to_name_it(desk, story, name):
    """Whatever browser, mail program or people made of the name."""
    report = desk.run(desk.put(name, story.all[2]), keys=[story.log.signer.vkey])
    assert (report.verdict(), report.findings) == ("sound", [])
    assert [(note["note"], note["name"]) for note in report.notes] == [("name_differs", "all.tar")]
    assert "all.tar" in render(report, "vi") and "GHI CHÚ" in render(report, "vi")


def test_the_right_name_is_not_worth_a_note(desk, story):
    """Tar and folder."""
    desk.put("all/x", b"")
    shutil.rmtree(desk.folder / "all")
    shutil.unpack_archive(desk.folder / "all.tar", desk.folder, "tar")
    for name in ("all.tar", "all"):
        report = desk.run(name, keys=[story.log.signer.vkey])
        assert (report.verdict(), report.notes) == ("sound", [])


def test_a_renamed_folder_of_a_bag_is_sound(desk, story):
    """Unpacked and renamed: the tar that is rebuilt to know its digest has the manifest's id."""
    shutil.unpack_archive(desk.folder / "all.tar", desk.folder, "tar")
    (desk.folder / "all").rename(desk.folder / "Gói thanh tra")
    report = desk.run("Gói thanh tra", "export", keys=[story.log.signer.vkey])
    assert (report.verdict(), report.findings) == ("sound", [])
    assert [note["note"] for note in report.notes] == ["name_differs"]


def test_two_bags_that_changed_their_names_are_both_named(desk, story):
    """A17: who looks for the archive of the window would be given the other."""
    (desk.folder / "w1.tar").rename(desk.folder / "x")
    (desk.folder / "all.tar").rename(desk.folder / "w1.tar")
    (desk.folder / "x").rename(desk.folder / "all.tar")
    report = desk.run("w1.tar", "all.tar", keys=[story.log.signer.vkey])
    assert [(item["code"], item["file"], item["content_says"]) for item in report.findings] == [
        ("ARCHIVE_SWAPPED", "w1.tar", "all"),
        ("ARCHIVE_SWAPPED", "all.tar", "w1"),
    ]


@pytest.mark.parametrize("name", ["w1.tar", "w1 (2).tar", "window-w1.tar", "lock-6A-1.tar"])
def test_the_name_of_another_archive_is_a_finding_alone_too(desk, story, name):
    """The bag's own lines plan `w1`, and know the window and the class."""
    assert desk.codes(desk.put(name, story.all[2])) == {"ARCHIVE_SWAPPED"}


@pytest.mark.parametrize("name", ["checkpoint.txt", "note", "phieu.json", "a.tar", "b.jsonl"])
def test_a_checkpoint_is_one_under_any_name(desk, story, name):
    """As evidence it anchors as it would under its own name."""
    evidence = desk.put(name, story.log.checkpoint())
    report = desk.run("export", against=[evidence])
    assert (report.verdict(), report.findings) == ("sound", [])


@pytest.mark.parametrize("name", ["receipt.json.txt", "receipt", "r.tar", "checkpoint"])
def test_a_receipt_is_one_under_any_name(desk, story, name):
    """Mail programs append what they like."""
    evidence = desk.put(name, story.log.receipt(story.first_mark, 5))
    report = desk.run("export", against=[evidence], keys=[story.log.signer.vkey])
    assert (report.verdict(), report.findings) == ("sound", [])


@pytest.mark.parametrize("name", ["lines.txt", "export.json", "x.tar"])
def test_lines_are_lines_under_any_name(desk, story, name):
    """An export's file of lines, sent alone."""
    report = desk.run(desk.put(name, story.log.jsonl()), keys=[story.log.signer.vkey], against=["all.tar"])
    assert not report.has("error")
    assert report.coverage.entries == len(story.log.lines)


@pytest.mark.parametrize("name", ["all.tar", "all.tar.txt", "receipt.json.txt", "checkpoint.txt"])
def test_a_damaged_file_is_still_taken_for_what_its_name_says(desk, story, name):
    """What begins like nothing known is not passed over in silence."""
    assert desk.run(desk.put(name, b"\0" * 2000)).verdict() == "tampered"


BESIDE = {
    "._all.tar": b"\x00\x05\x16\x07" + bytes(4092),
    "all.tar.sha256": b"0" * 64 + b"  all.tar\n",
    "all.tar.asc": b"-----BEGIN PGP SIGNATURE-----\n",
    "entries.jsonl.gz": b"\x1f\x8b\x08\x00",
    "receipt.json.bak": b"{}",
    "checkpoint.png": b"\x89PNG\r\n",
    "checkpoint (1).docx": b"PK\x03\x04",
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_lies_beside_an_archive_and_is_none_accuses_nobody(desk, story, name):
    """Digests, signatures, pictures, what a Mac lays on a stick: unread, and no damaged archive."""
    desk.put("disc/all.tar", story.all[2])
    report = desk.run("disc", desk.put(f"beside/{name}", BESIDE[name]), keys=[story.log.signer.vkey])
    assert report.verdict() == "incomplete"
    assert {item["code"] for item in report.findings} == {"UNKNOWN_FILE"}

"""The sample beside the spec: what its script makes, byte for byte, and sound for whoever has its key."""

from pathlib import Path

from tests.vectors.made import sample
from verify.__main__ import verify

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "spec" / "sample"
TARGETS = [str(SAMPLE / name) for name in ("export", "all.tar", "receipt.json", "receipt.tlog-proof")]
KEY = (SAMPLE / "key.txt").read_text(encoding="ascii").removesuffix("\n")


def test_the_script_makes_the_sample_again(tmp_path: Path) -> None:
    """`python -m tests.vectors`: the same clock, salts and key at every making."""
    sample.write(tmp_path)
    names = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(SAMPLE) for path in SAMPLE.rglob("*") if path.is_file())
    assert [(tmp_path / name).read_bytes() for name in names] == [
        (SAMPLE / name).read_bytes() for name in names
    ]
    assert sum((SAMPLE / name).stat().st_size for name in names) < 100_000


def test_the_sample_is_sound_with_its_key() -> None:
    """Each file alone, and all together."""
    for targets in (*([name] for name in TARGETS[:3]), TARGETS):
        report = verify(targets, keys=[KEY])
        assert (report.verdict(), report.findings) == ("sound", [])


def test_the_sample_is_sound_with_its_policy() -> None:
    """The first entry and the sizes of the key, as a district would be given them."""
    report = verify(TARGETS, policy=str(SAMPLE / "policy.txt"))
    assert (report.verdict(), report.findings) == ("sound", [])


def test_the_sample_without_a_key_is_compared_with_nothing() -> None:
    """Lying beside the spec makes nothing trustworthy."""
    assert verify(TARGETS).verdict() == "not_compared"

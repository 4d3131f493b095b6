"""The tag files of a BagIt 1.0 bag (RFC 8493)."""

from collections.abc import Mapping, Sequence

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
DECLARATION_NAME = "bagit.txt"
INFO_NAME = "bag-info.txt"
MANIFEST_NAME = "manifest-sha256.txt"
TAG_MANIFEST_NAME = "tagmanifest-sha256.txt"


def bag_info(identifier: str, origin: str, date: str, payload_sizes: Sequence[int]) -> bytes:
    """`bag-info.txt` (RFC 8493 §2.2.2): who, which, when (`YYYY-MM-DD`), and octets.count of the payload."""
    fields = {
        "Bagging-Date": date,
        "External-Identifier": identifier,
        "Payload-Oxum": f"{sum(payload_sizes)}.{len(payload_sizes)}",
        "Source-Organization": origin,
    }
    return "".join(f"{label}: {value}\n" for label, value in fields.items()).encode()


def manifest(digests: Mapping[str, bytes]) -> bytes:
    """A manifest (RFC 8493 §2.1.3) in the form that `sha256sum -c` reads, sorted by name."""
    return "".join(f"{digests[name].hex()}  {name}\n" for name in sorted(digests)).encode()

"""spec/sample/: a small school's export, bag, receipt, sealed receipt, key and policy.

Everything in it is the same at every making: the story's clock and salts are fixed, and the key is that of
RFC 8032 §7.1 test 1, which anybody may have. It is the story that the verifier's tests tell.
"""

from pathlib import Path

from tests.verify.bag_builder import b64
from tests.verify.story import Story

PUBLISHED_SEED = 0x9D61B19DEFFD5A60BA844AF492EC2CC44449C5697B326919703BAC031CAE7F60


def write(folder: Path) -> None:
    """Writes all files into a folder that need not exist."""
    story = Story(seed=PUBLISHED_SEED)
    log, bag = story.log, story.all[2]
    log.export(folder / "export")
    policy = (
        "# The sample school. Its private key is published: trust nothing that it signs.\n"
        f"log {log.signer.vkey}\n"
        "quorum none\n"
        f"#socai genesis {log.origin} {b64(log.leaves[0])}\n"
        f"#socai key {log.signer.vkey} 0 -\n"
    )
    # The third confirmation and the application that it brings: one command of two entries.
    first = story.applied - 1
    for name, content in (
        ("all.tar", bag),
        ("key.txt", f"{log.signer.vkey}\n".encode()),
        ("policy.txt", policy.encode()),
        ("receipt.json", log.receipt(first, 2)),
        ("receipt.tlog-proof", log.proof(story.applied)),
    ):
        (folder / name).write_bytes(content)

"""The log key of one school at work: receipts of what was stored, signed heads, proofs under them."""

import threading
from collections.abc import Callable

from ledger.conflict import Conflict
from ledger.form.canonical import b64
from ledger.form.note import NoteError, parse_vkey
from ledger.form.tree import HashTree
from ledger.log import SchoolLog
from ledger.pgtiles import PgTiles
from ledger.signing.checkpointer import Checkpointer, SignedHead, newest_signed
from ledger.signing.keys import KeyFault, KeyStore, LogKey
from ledger.signing.receipt import Receipt, SealedProof, sign_receipt
from ledger.signing.rotation import ring_of


class Signing:
    """Signs for one log. `in_force` tells the verifier key in force, as the log names it. Thread-safe."""

    def __init__(
        self, log: SchoolLog, keys: KeyStore, checkpointer: Checkpointer, in_force: Callable[[], str]
    ) -> None:
        self._log = log
        self._keys = keys
        self._checkpointer = checkpointer
        self._in_force = in_force
        self._tree = HashTree(PgTiles(log.db, log.school), 0)
        self._spare_lock = threading.Lock()

    def key(self) -> LogKey:
        """The private key in force. Raises KeyFault."""
        return self._load(self._in_force())

    def spare(self) -> LogKey:
        """A key for the next rotation: one is made at a time, and stays until it is in force."""
        with self._spare_lock:
            used = {str(each.key) for each in ring_of(self._log).ranges}
            return self._keys.spare(self._log.origin, used)

    def require(self, vkey: str) -> None:
        """Raises Conflict KEY_FAULT: what no receipt can be signed for is not written."""
        try:
            self._load(vkey)
        except KeyFault as fault:
            raise Conflict("KEY_FAULT", 503, cause=fault.code) from None

    def require_private(self, vkey: str) -> None:
        """Raises KeyFault unless the private key of this verifier key lies in the store."""
        try:
            self._load(vkey)
        except NoteError as error:
            raise KeyFault("file", str(error)) from None

    def receipt(self, receipt: Receipt, vkey: str) -> bytes:
        """The receipt's signed line. Raises Conflict RECEIPT_LATER: the entries are written all the same."""
        try:
            return sign_receipt(self._load(vkey), receipt)
        except KeyFault as fault:
            # Lost since it was looked for, or asked for again.
            raise Conflict("RECEIPT_LATER", 503, cause=fault.code) from None

    def stored_receipt(self, pos: int, n: int, at: str, leaf: bytes, cmd: str) -> bytes:
        """The receipt's signed line for entries that the log holds."""
        return sign_receipt(self.key(), Receipt(self._log.origin, pos, n, b64(leaf), at, cmd))

    def seal(self) -> SignedHead:
        """The newest signed head; what was appended since is signed now. Raises SigningRefused, KeyFault."""
        signed = self._checkpointer.run() or newest_signed(self._log)
        if signed is None:
            raise LookupError(self._log.origin)
        return signed

    def sealed_proof(self, pos: int) -> SealedProof | None:
        """The proof that entry `pos` stands under the newest signed head; None while no head covers it."""
        signed = newest_signed(self._log)
        if signed is None or pos >= signed.size:
            return None
        self._tree.grow(max(signed.size, self._tree.size))
        return SealedProof(pos, tuple(self._tree.inclusion(pos, signed.size)), signed.note)

    def _load(self, vkey: str) -> LogKey:
        return self._keys.load(self._log.origin, parse_vkey(vkey).key_id)

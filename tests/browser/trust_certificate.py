"""Makes a profile folder's certificate store trust an authority, as a person does on the page /tin-cay.

Run as a script in a process of its own: FOLDER CERTIFICATE (DER). It calls NSS, the library in which Chromium
keeps such certificates on Linux, and which comes with it; `certutil` would be one package more.
"""

import ctypes
import sys
from pathlib import Path

TRUSTED_FOR_SERVERS = 0x98
"""certdb.h: CERTDB_VALID_CA, CERTDB_TRUSTED_CA, CERTDB_TRUSTED_CLIENT_CA; what `certutil -t C` sets."""


class _Item(ctypes.Structure):
    """SECItem: bytes of some kind."""

    _fields_ = [("kind", ctypes.c_int), ("data", ctypes.c_char_p), ("length", ctypes.c_uint)]


def trust(folder: Path, certificate: bytes) -> None:
    """Takes the certificate in. Raises RuntimeError, or OSError where there is no NSS."""
    nss = ctypes.CDLL("libnss3.so")
    for name in ("PK11_GetInternalKeySlot", "CERT_GetDefaultCertDB", "CERT_NewTempCertificate"):
        getattr(nss, name).restype = ctypes.c_void_p
    _well(nss.NSS_InitReadWrite(f"sql:{folder}".encode()))
    slot = ctypes.c_void_p(nss.PK11_GetInternalKeySlot())
    _well(nss.PK11_InitPin(slot, None, b""))
    store = ctypes.c_void_p(nss.CERT_GetDefaultCertDB())
    item = _Item(0, certificate, len(certificate))
    taken = ctypes.c_void_p(nss.CERT_NewTempCertificate(store, ctypes.byref(item), None, 0, 1))
    _well(nss.PK11_ImportCert(slot, taken, ctypes.c_ulong(0), b"so-cai", 0))
    flags = (ctypes.c_uint * 3)(TRUSTED_FOR_SERVERS, 0, 0)
    _well(nss.CERT_ChangeCertTrust(store, taken, flags))
    # No NSS_Shutdown: it asks that all is given back first; the process ends here.


def _well(status: int) -> None:
    if status != 0:
        raise RuntimeError("NSS refused")


if __name__ == "__main__":
    trust(Path(sys.argv[1]), Path(sys.argv[2]).read_bytes())

"""Certificates and keys, right and wrong ones, as an operator may hand them to `socai serve`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def write_pair(
    folder: Path,
    *,
    days: tuple[int, int] = (-1, 90),
    key: Key | None = None,
    of: Key | None = None,
    mode: int = 0o600,
    password: bytes | None = None,
) -> tuple[str, str]:
    """A certificate that signs itself, valid from and to so many days from now, and a key beside it.

    `of`: whose certificate it is, if not the key's own.
    """
    key = key or ec.generate_private_key(ec.SECP256R1())
    signer = of or key
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(signer.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(signer, SHA256())
    )
    hidden: KeySerializationEncryption = BestAvailableEncryption(password) if password else NoEncryption()
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden))
    key_file.chmod(mode)
    return str(cert_file), str(key_file)

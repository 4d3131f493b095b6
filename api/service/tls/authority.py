"""A school's own authority: who trusts it, trusts this server's names in the school's network, and no others.

`tls/authority.pem` holds its key and certificate, `tls/server.pem` those that are served; both for this
account alone, each written whole, so that no crash leaves a key without its certificate. A lost folder is
made anew, and then every machine has to trust the new authority.
"""

import contextlib
import ipaddress
import os
import re
import stat
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from api.service.tls.pair import Pair, TlsRefused, private_key, same_key
from ledger.writeonce import TEMPORARY_PREFIX, AlreadyWritten, make_folder, sync_folder, write_once

AUTHORITY_DAYS = 10 * 365
SERVED_DAYS = 397
"""Browsers take no longer one from public authorities, and iOS none above 825 days from any."""
RENEWED_DAYS = 30
"""So many days before its end the served certificate is made anew."""
OWN_NAMES = ("localhost", "127.0.0.1", "::1")
_EARLIER = timedelta(hours=24)
"""Clocks of the school's machines may be behind the server's."""
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z)({_LABEL}\.)*{_LABEL}", re.ASCII)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Authority(NamedTuple):
    """The authority's certificate, and what is served under it."""

    certificate: x509.Certificate
    pair: Pair

    def der(self) -> bytes:
        """The bytes that machines are given to trust."""
        return self.certificate.public_bytes(Encoding.DER)

    def fingerprint(self, algorithm: HashAlgorithm | None = None) -> str:
        """As Windows, phones and browsers show it, to be compared by eye; SHA-256 unless named otherwise."""
        return self.certificate.fingerprint(algorithm or SHA256()).hex(":").upper()

    def thumbprint(self) -> str:
        """The SHA-1 that the question of Windows shows, where it shows no other."""
        return self.fingerprint(SHA1())  # noqa: S303 - nobody can choose a second certificate to an old digest


def parsed_name(text: str) -> str | Address:
    """A host's name or address as somebody typed it. Raises TlsRefused."""
    plain = text.strip().lower().rstrip(".")
    try:
        return ipaddress.ip_address(plain)
    except ValueError:
        if _NAME.fullmatch(plain) is None or plain.replace(".", "").isdigit():
            raise TlsRefused(
                f"{text!r} không phải tên máy hay địa chỉ IP; tên máy chỉ gồm chữ không dấu, số, dấu gạch nối"
                " và dấu chấm, ví dụ socai.lan."
            ) from None
        return plain


def authority_in(folder: Path, names: Sequence[str], now: datetime) -> Authority:
    """The authority kept in `folder` with a certificate that holds for another while; makes what is missing.

    `names`: of the server, at the first time; none of them: those of before. Raises TlsRefused, OSError.
    """
    make_folder(folder)
    wanted = [parsed_name(each) for each in dict.fromkeys((*names, *OWN_NAMES))] if names else []
    kept = folder / "authority.pem"
    if not kept.exists():
        if not wanted:
            raise TlsRefused(
                "Chứng chỉ tự lập cần tên hoặc địa chỉ mà các máy trong trường dùng để mở Sổ Cái;"
                " hãy nêu bằng --name, ví dụ --name socai.lan."
            )
        _make_authority(kept, wanted, now)
    key, certificate = _opened(kept, now)
    permitted = _permitted(certificate)
    if any(name not in permitted for name in wanted):
        raise TlsRefused(
            f"Chứng chỉ gốc trong {folder} chỉ dùng cho {', '.join(map(str, permitted))}. Muốn thêm tên khác"
            " thì chuyển thư mục này đi nơi khác để lập chứng chỉ gốc mới; khi đó mọi máy phải tin cậy lại."
        )
    served = folder / "server.pem"
    if not _holds(served, certificate, wanted, now):
        _make_served(served, key, certificate, wanted or permitted, now)
    return Authority(certificate, Pair(served, served))


def _make_authority(path: Path, names: Sequence[str | Address], now: datetime) -> None:
    """Its certificate says for which names it may speak: a thief of its key opens no other site."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Sổ Cái {now:%d/%m/%Y}, {names[0]}"[:64])])
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    builder = _builder(name, name, key, now, now + timedelta(days=AUTHORITY_DAYS))
    builder = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.NameConstraints([_constraint(each) for each in names], None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(identifier, critical=False)
    )
    with contextlib.suppress(AlreadyWritten), write_once(path) as file:  # by another process: that one holds
        file.write(_pem(key, builder.sign(key, SHA256())))


def _make_served(
    path: Path,
    authority_key: ec.EllipticCurvePrivateKey,
    authority: x509.Certificate,
    names: Sequence[str | Address],
    now: datetime,
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    end = min(now + timedelta(days=SERVED_DAYS), authority.not_valid_after_utc)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, str(names[0])[:64])])
    issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    builder = _builder(subject, authority.subject, key, now, end)
    builder = (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_general(each) for each in names]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(issued_by, critical=False)
    )
    _replace(path, _pem(key, builder.sign(authority_key, SHA256())))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(end)
    )


def _opened(path: Path, now: datetime) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """The authority's key and certificate. Raises TlsRefused: without it nobody's trust is of use."""
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise TlsRefused(
            f"Tài khoản khác đọc được khóa của chứng chỉ gốc {path}; hãy đặt lại quyền (chmod 600),"
            " và lập chứng chỉ gốc mới nếu máy có người khác dùng."
        )
    text = path.read_bytes()
    key = private_key(text, path)
    try:
        certificate = x509.load_pem_x509_certificate(text)
    except ValueError:
        raise TlsRefused(f"Tệp {path} không còn chứng chỉ gốc; hãy lấy lại từ bản sao lưu.") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not same_key(key, certificate):
        raise TlsRefused(f"Khóa và chứng chỉ trong {path} không khớp nhau; hãy lấy lại từ bản sao lưu.")
    if now > certificate.not_valid_after_utc - timedelta(days=1):
        raise TlsRefused(
            f"Chứng chỉ gốc {path} đã hết hạn; hãy chuyển thư mục {path.parent} đi nơi khác để lập chứng chỉ"
            " mới, rồi cho mọi máy tin cậy lại."
        )
    return key, certificate


def _permitted(certificate: x509.Certificate) -> list[str | Address]:
    """The names for which it may speak, as its certificate says."""
    try:
        said = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        raise TlsRefused("Chứng chỉ gốc không do Sổ Cái lập: nó không giới hạn tên máy.") from None
    return [
        ipaddress.ip_network(str(each.value)).network_address
        if isinstance(each, x509.IPAddress)
        else str(each.value)
        for each in said.permitted_subtrees or ()
    ]


def _holds(path: Path, authority: x509.Certificate, wanted: Sequence[str | Address], now: datetime) -> bool:
    """Whether what is served there is of this authority, for these names, and for some time to come."""
    try:
        served = Pair(path, path).check(now)
        served.verify_directly_issued_by(authority)
        named = served.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (TlsRefused, InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
        return False  # whatever it is: a new one is made
    soon = now + timedelta(days=RENEWED_DAYS) > served.not_valid_after_utc
    last = served.not_valid_after_utc >= authority.not_valid_after_utc
    return (last or not soon) and (not wanted or {each.value for each in named} == set(wanted))


def _constraint(name: str | Address) -> x509.GeneralName:
    return x509.DNSName(name) if isinstance(name, str) else x509.IPAddress(ipaddress.ip_network(name))


def _general(name: str | Address) -> x509.GeneralName:
    return x509.DNSName(name) if isinstance(name, str) else x509.IPAddress(name)


def _pem(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bytes:
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)


def _replace(path: Path, content: bytes) -> None:
    """The file has the content, or is as it was before; of this account alone."""
    descriptor, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=path.parent)  # 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A crash up to here leaves a file that nobody reads.
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    sync_folder(path.parent)

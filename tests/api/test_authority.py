"""The school's own authority: for its names alone, renewed in time, never made anew behind anybody's back."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from api.http.serving import looking
from api.service.tls import authority as module
from api.service.tls.authority import AUTHORITY_DAYS, RENEWED_DAYS, SERVED_DAYS, authority_in
from api.service.tls.chosen import Reached
from api.service.tls.pair import Pair, TlsRefused
from api.service.tls.shown import Shown
from tests.served.certificates import write_pair

NAMES = ("socai.lan", "192.168.1.5")
NOW = datetime(2026, 11, 29, tzinfo=UTC)


def served(folder: Path) -> x509.Certificate:
    """What is shown to clients."""
    return x509.load_pem_x509_certificate((folder / "server.pem").read_bytes())


def trusts(authority: x509.Certificate, shown: x509.Certificate, name: str, now: datetime) -> bool:
    """Whether a client with this authority takes the certificate for a server of that name (RFC 5280)."""
    builder = PolicyBuilder().store(Store([authority])).time(now)
    try:
        builder.build_server_verifier(x509.DNSName(name)).verify(shown, [])
    except VerificationError:
        return False
    return True


def forged(folder: Path, name: str) -> x509.Certificate:
    """What a thief of the authority's key signs for another name."""
    text = (folder / "authority.pem").read_bytes()
    key, certificate = load_pem_private_key(text, None), x509.load_pem_x509_certificate(text)
    path = folder / "forged.pem"
    module._make_served(path, key, certificate, [name], NOW)  # type: ignore[arg-type]
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_it_speaks_for_the_schools_names_alone(tmp_path: Path) -> None:
    """Also where its key is stolen: no machine that trusts it takes a bank's name from the thief."""
    made = authority_in(tmp_path, NAMES, NOW)
    for name in ("socai.lan", "localhost"):
        assert trusts(made.certificate, served(tmp_path), name, NOW)
    assert not trusts(made.certificate, served(tmp_path), "vietcombank.com.vn", NOW)
    assert not trusts(made.certificate, forged(tmp_path, "vietcombank.com.vn"), "vietcombank.com.vn", NOW)
    usage = made.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    limits = made.certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert limits.critical and limits.value.path_length == 0


def test_openssl_takes_the_chain_in_its_strictest_reading(tmp_path: Path) -> None:
    """As Python 3.13 and others do by default."""
    made = authority_in(tmp_path, NAMES, datetime.now(UTC))
    (tmp_path / "ca.pem").write_bytes(made.certificate.public_bytes(Encoding.PEM))
    for name in (("-verify_hostname", "socai.lan"), ("-verify_ip", "192.168.1.5")):
        done = subprocess.run(
            [
                "openssl",
                "verify",
                "-x509_strict",
                *name,
                "-CAfile",
                tmp_path / "ca.pem",
                made.pair.certificate,
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_nothing_is_made_twice(tmp_path: Path) -> None:
    """A second start serves the same: whoever trusted the first trusts it still, names said or not."""
    first = authority_in(tmp_path, NAMES, NOW)
    shown = served(tmp_path)
    for names in (NAMES, (), NAMES[::-1], ("SoCai.LAN.", "192.168.1.5", "socai.lan")):
        again = authority_in(tmp_path, names, NOW + timedelta(days=1))
        assert (again.certificate, served(tmp_path)) == (first.certificate, shown)


def test_the_served_one_is_renewed_before_its_end_and_trusted_on(tmp_path: Path) -> None:
    """By the same authority, with the same names, each time a key of its own."""
    first = authority_in(tmp_path, NAMES, NOW)
    before = served(tmp_path)
    late = NOW + timedelta(days=SERVED_DAYS - RENEWED_DAYS)
    authority_in(tmp_path, (), late - timedelta(days=1))
    assert served(tmp_path) == before
    authority_in(tmp_path, (), late + timedelta(days=1))
    after = served(tmp_path)
    assert after != before and after.public_key() != before.public_key()
    assert trusts(first.certificate, after, "socai.lan", late + timedelta(days=SERVED_DAYS - 1))
    assert stat.S_IMODE((tmp_path / "server.pem").stat().st_mode) == 0o600


def test_nothing_outlives_the_authority(tmp_path: Path) -> None:
    """In its last year the served one ends with it, and is not made anew each time; then it is told."""
    made = authority_in(tmp_path, NAMES, NOW)
    last_year = NOW + timedelta(days=AUTHORITY_DAYS - 20)
    authority_in(tmp_path, (), last_year)
    shown = served(tmp_path)
    assert shown.not_valid_after_utc == made.certificate.not_valid_after_utc
    authority_in(tmp_path, (), last_year + timedelta(days=1))
    assert served(tmp_path) == shown
    with pytest.raises(TlsRefused, match=r"Chứng chỉ gốc .* đã hết hạn"):
        authority_in(tmp_path, (), NOW + timedelta(days=AUTHORITY_DAYS))


def test_another_name_needs_another_authority(tmp_path: Path) -> None:
    """Which everybody would have to trust: never done behind their back."""
    made = authority_in(tmp_path, NAMES, NOW)
    for name in ("khac.lan", "192.168.1.6"):
        with pytest.raises(TlsRefused, match=r"chỉ dùng cho socai\.lan, 192\.168\.1\.5, localhost"):
            authority_in(tmp_path, (name,), NOW)
    fewer = authority_in(tmp_path, ("socai.lan",), NOW)
    assert fewer.certificate == made.certificate
    named = served(tmp_path).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "192.168.1.5" not in {str(each.value) for each in named}


@pytest.mark.parametrize("left", [b"", b"-----BEGIN ", b"rubbish\n"])
def test_a_broken_served_one_is_made_anew(tmp_path: Path, left: bytes) -> None:
    """Nobody trusts it by itself."""
    authority_in(tmp_path, NAMES, NOW)
    (tmp_path / "server.pem").write_bytes(left)
    made = authority_in(tmp_path, (), NOW)
    assert trusts(made.certificate, served(tmp_path), "socai.lan", NOW)


def test_one_of_another_authority_is_not_served(tmp_path: Path) -> None:
    """A folder put together of two backups."""
    (tmp_path / "a").mkdir()
    authority_in(tmp_path / "a", NAMES, NOW)
    made = authority_in(tmp_path / "b", NAMES, NOW)
    (tmp_path / "b" / "server.pem").write_bytes((tmp_path / "a" / "server.pem").read_bytes())
    authority_in(tmp_path / "b", (), NOW)
    assert trusts(made.certificate, served(tmp_path / "b"), "socai.lan", NOW)


def test_a_broken_authority_is_told_and_left(tmp_path: Path) -> None:
    """A new one in its place would be trusted by nobody, and the old one's backup is worth having."""
    authority_in(tmp_path, NAMES, NOW)
    kept = tmp_path / "authority.pem"
    whole = kept.read_bytes()
    for broken in (b"", whole[:300], whole[: whole.index(b"-----BEGIN CERT")]):
        kept.chmod(0o600)
        kept.write_bytes(broken)
        with pytest.raises(TlsRefused):
            authority_in(tmp_path, NAMES, NOW)
        assert kept.read_bytes() == broken


def test_an_authority_that_may_speak_for_everybody_is_not_used(tmp_path: Path) -> None:
    """Somebody's own, put in its place: its key on a school's server would open every site."""
    cert, key = write_pair(tmp_path)
    kept = tmp_path / "tls" / "authority.pem"
    kept.parent.mkdir(mode=0o700)
    kept.write_bytes(Path(key).read_bytes() + Path(cert).read_bytes())
    kept.chmod(0o600)
    with pytest.raises(TlsRefused, match="không giới hạn tên máy"):
        authority_in(kept.parent, NAMES, datetime.now(UTC))


def test_a_running_server_takes_a_renewed_certificate_in(tmp_path: Path) -> None:
    """And keeps the one that it has where the new one is none: nobody is shut out by a bad renewal."""
    now = datetime.now(UTC)
    cert, key = write_pair(tmp_path)
    shown = Shown(Reached("127.0.0.1", Pair(Path(cert), Path(key))), tmp_path / "tls", now)
    before = shown.certificate
    Path(key).write_bytes(b"-----BEGIN rubbish")
    with pytest.raises(TlsRefused):
        shown.look_again(now)
    assert shown.certificate == before
    write_pair(tmp_path)
    shown.look_again(now)
    assert shown.certificate != before and shown.authority is None


def shown_to_clients(shown: Shown) -> bytes:
    """What a client is handed in a handshake with the server's context."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    client = context.wrap_bio(to_client, to_server)
    server = shown.context.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (client, server):
            with contextlib.suppress(ssl.SSLWantReadError):
                side.do_handshake()
    return client.getpeercert(binary_form=True) or b""


def test_new_connections_get_the_renewed_certificate(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """By the look that a running server takes, which logs what it could not take in, and goes on."""
    cert, key = write_pair(tmp_path)
    way = Reached("127.0.0.1", Pair(Path(cert), Path(key)))
    shown = Shown(way, tmp_path / "tls", datetime.now(UTC))
    first = shown_to_clients(shown)
    look = looking(shown)
    write_pair(tmp_path)
    asyncio.run(look())
    second = shown_to_clients(shown)
    assert second and second != first and not caplog.text
    for broken in (b"", b"-----BEGIN rubbish"):
        Path(cert).write_bytes(broken)
        asyncio.run(look())
        assert shown_to_clients(shown) == second and "not taken in anew" in caplog.text


def test_nothing_older_than_tls_1_2_is_spoken(tmp_path: Path) -> None:
    """Which no browser does any more, and old programs must not be helped to."""
    shown = Shown(Reached("127.0.0.1", None, True, NAMES), tmp_path, datetime.now(UTC))
    assert shown.context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert shown.context.options & ssl.OP_NO_RENEGOTIATION

"""A certificate and its key as they are handed to the server: read, compared, and refused with a reason."""

import ssl
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

_DER, _WHOLE_KEY = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
_PEM = b"-----BEGIN "


class TlsRefused(Exception):
    """There is no serving with this certificate, key or authority; the text says why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Files in PEM: the server's certificate with those that lead to its authority, and its private key.

    Both may be one file.
    """

    certificate: Path
    key: Path

    def check(self, now: datetime) -> x509.Certificate:
        """The certificate that clients are shown. Raises TlsRefused if it cannot be served at `now`."""
        shown = self._certificate()
        if not same_key(self._key(), shown):
            raise TlsRefused(f"Khóa {self.key} không phải khóa của chứng chỉ {self.certificate}.")
        if now > shown.not_valid_after_utc:
            raise TlsRefused(
                f"Chứng chỉ {self.certificate} đã hết hạn lúc {_moment(shown.not_valid_after_utc)};"
                " hãy xin hoặc gia hạn chứng chỉ mới."
            )
        if now < shown.not_valid_before_utc:
            raise TlsRefused(
                f"Chứng chỉ {self.certificate} chỉ dùng được từ {_moment(shown.not_valid_before_utc)};"
                " hãy xem lại đồng hồ của máy chủ."
            )
        return shown

    def load_into(self, context: ssl.SSLContext) -> None:
        """New connections get this pair from now on. Raises TlsRefused where OpenSSL finds it too weak."""
        try:
            context.load_cert_chain(self.certificate, self.key)
        except (OSError, ssl.SSLError) as error:
            why = getattr(error, "reason", None) or type(error).__name__
            raise TlsRefused(f"OpenSSL không nhận chứng chỉ {self.certificate} ({why}).") from None

    def _certificate(self) -> x509.Certificate:
        text = _read(self.certificate, "chứng chỉ")
        try:
            return x509.load_pem_x509_certificates(text)[0]
        except ValueError:
            raise TlsRefused(f"Tệp {self.certificate} không phải chứng chỉ dạng PEM.") from None

    def _key(self) -> PrivateKeyTypes:
        key = private_key(_read(self.key, "khóa"), self.key)
        if _readable_by_all(self.key):
            raise TlsRefused(
                f"Mọi tài khoản trên máy đều đọc được khóa {self.key};"
                " hãy đặt lại quyền (chmod 600), và xin chứng chỉ mới nếu máy có người khác dùng."
            )
        return key


def private_key(text: bytes, path: Path) -> PrivateKeyTypes:
    """The private key in a PEM file's text. What is wrong is told without anything of the text."""
    try:
        return load_pem_private_key(text, None)
    except TypeError:
        raise TlsRefused(
            f"Khóa {path} có mật khẩu nên máy chủ không tự mở được; hãy dùng khóa không mật khẩu, quyền 0600."
        ) from None
    except Exception:  # noqa: BLE001 - whatever the library says may quote the key
        raise TlsRefused(f"Tệp {path} không có khóa riêng dạng PEM dùng được.") from None


def same_key(key: PrivateKeyTypes, certificate: x509.Certificate) -> bool:
    """Whether the certificate is of this private key."""
    wanted = certificate.public_key().public_bytes(_DER, _WHOLE_KEY)
    return key.public_key().public_bytes(_DER, _WHOLE_KEY) == wanted


def _read(path: Path, what: str) -> bytes:
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        raise TlsRefused(f"Không có tệp {what} {path}.") from None
    except OSError as error:
        raise TlsRefused(f"Không đọc được tệp {what} {path} ({error.strerror}).") from None
    if _PEM not in text:
        raise TlsRefused(f"Tệp {what} {path} không phải dạng PEM.")
    return text


def _readable_by_all(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH))


def _moment(instant: datetime) -> str:
    return f"{instant.astimezone():%H:%M %d/%m/%Y}"

"""What a running server shows its clients: looked at again from time to time, taken in if it was renewed."""

import ssl
from datetime import datetime
from pathlib import Path

from cryptography import x509

from api.service.tls.authority import OWN_NAMES, Authority, authority_in
from api.service.tls.chosen import Reached
from api.service.tls.pair import Pair


class Shown:
    """The certificate that is served now, and under which authority of the school, if it is one of those.

    Raises TlsRefused or OSError if there is none that can be served.
    """

    def __init__(self, way: Reached, folder: Path, now: datetime) -> None:
        self._way, self._folder = way, folder
        self.context = _context()
        self.authority: Authority | None = None
        self.look_again(now)

    def look_again(self, now: datetime) -> None:
        """Takes in what was renewed; the school's own is renewed here. Raises TlsRefused or OSError: what was
        shown is shown on."""
        pair, authority = self._prepared(now)
        certificate = pair.check(now)
        pair.load_into(_context())  # first where nobody is served, should OpenSSL find fault with it
        pair.load_into(self.context)
        self.authority, self.certificate = authority, certificate

    def names(self) -> list[str]:
        """The names and addresses of the certificate; those of this machine only if there are no others."""
        try:
            named = self.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            return []
        found = [str(each.value) for each in named]
        return [each for each in found if each not in OWN_NAMES] or found

    def _prepared(self, now: datetime) -> tuple[Pair, Authority | None]:
        if self._way.pair is not None:
            return self._way.pair, None
        authority = authority_in(self._folder, self._way.names, now)
        return authority.pair, authority


def _context() -> ssl.SSLContext:
    """TLS 1.2 or newer. Nothing else is chosen: OpenSSL's list of ciphers is kept, one of ours would age."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    context.set_alpn_protocols(["http/1.1"])
    return context

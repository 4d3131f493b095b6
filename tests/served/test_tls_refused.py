"""`socai serve` with a certificate that cannot be served: a sentence, exit 2, and nothing begun."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from typer.testing import CliRunner

from api.cli.__main__ import app
from tests.served.certificates import write_pair

OTHER = ec.generate_private_key(ec.SECP256R1())
WEAK = rsa.generate_private_key(65537, 1024)  # noqa: S505 - that is what is refused
Made = Callable[[Path], tuple[str, str]]


def _without_certificate(folder: Path) -> tuple[str, str]:
    cert, key = write_pair(folder)
    Path(cert).unlink()
    return cert, key


def _torn(folder: Path) -> tuple[str, str]:
    cert, key = write_pair(folder)
    Path(cert).write_bytes(Path(cert).read_bytes()[:200])
    return cert, key


def _torn_key(folder: Path) -> tuple[str, str]:
    cert, key = write_pair(folder)
    Path(key).write_bytes(Path(key).read_bytes()[:90])
    return cert, key


WRONG: dict[str, tuple[Made, str]] = {
    "no certificate": (_without_certificate, "Không có tệp chứng chỉ"),
    "a folder": (lambda folder: (str(folder), write_pair(folder)[1]), "Không đọc được tệp chứng chỉ"),
    "a torn certificate": (_torn, "không phải chứng chỉ dạng PEM"),
    "a torn key": (_torn_key, "không có khóa riêng dạng PEM"),
    "no PEM at all": (lambda folder: ("/bin/true", write_pair(folder)[1]), "không phải dạng PEM"),
    "the certificate as key": (lambda folder: (write_pair(folder)[0],) * 2, "không có khóa riêng dạng PEM"),
    "another's key": (lambda folder: write_pair(folder, of=OTHER), "không phải khóa của chứng chỉ"),
    "an expired one": (lambda folder: write_pair(folder, days=(-90, -1)), "đã hết hạn"),
    "one of tomorrow": (lambda folder: write_pair(folder, days=(1, 90)), "chỉ dùng được từ"),
    "a key with a password": (lambda folder: write_pair(folder, password=b"bimat"), "có mật khẩu"),
    "a key for all to read": (lambda folder: write_pair(folder, mode=0o644), "Mọi tài khoản"),
    "a key that is too short": (lambda folder: write_pair(folder, key=WEAK), "OpenSSL không nhận"),
}


def serve(home: Path, *words: str, **env: str) -> str:
    """What is said of why it does not serve."""
    result = CliRunner().invoke(
        app,
        ["serve", "--port", "1", *words],
        env={"SOCAI_HOME": str(home), "SOCAI_DATABASE_URL": "", **env},
    )
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Lỗi: ") and result.stderr.count("\n") == 1
    assert not (home / "pg").exists()
    return result.stderr


@pytest.mark.parametrize("wrong", WRONG)
def test_no_wrong_certificate_or_key_is_served(tmp_path: Path, wrong: str) -> None:
    """Each by its own sentence, by options and by settings alike; nothing of a key is ever quoted."""
    make, sentence = WRONG[wrong]
    cert, key = make(tmp_path)
    said = serve(tmp_path / "home", "--cert", cert, "--key", key)
    assert sentence in said
    assert said == serve(tmp_path / "home", SOCAI_TLS_CERT=cert, SOCAI_TLS_KEY=key)
    assert "PRIVATE" not in said and "MII" not in said and "bimat" not in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_key_is_told(tmp_path: Path) -> None:
    """The account that serves may not read it: whose fault it is stands in the sentence."""
    cert, key = write_pair(tmp_path, mode=0)
    assert f"Không đọc được tệp khóa {key}" in serve(tmp_path / "home", "--cert", cert, "--key", key)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--cert", "c"), "phải đi cùng nhau"),
        (("--key", "k"), "phải đi cùng nhau"),
        (("--tls", "yes"), "chỉ nhận «local»"),
        (("--tls", "local", "--cert", "c", "--key", "k"), "Hãy chọn một"),
        (("--name", "socai.lan"), "chỉ dùng cùng --tls local"),
        (("--tls", "local"), "cần tên hoặc địa chỉ"),
        (("--tls", "local", "--name", "trường học"), "không phải tên máy"),
        (("--tls", "local", "--name", "socai_lan"), "không phải tên máy"),
        (("--tls", "local", "--name", "*.lan"), "không phải tên máy"),
        (("--tls", "local", "--name", "10.0.0.256"), "không phải tên máy"),
        (("--tls", "local", "--name", "https://socai.lan"), "không phải tên máy"),
        (("--tls", "local", "--name", ""), "không phải tên máy"),
        (("--tls", "local", "--name", "socai.lan", "--host", "socai.lan"), "phải là một địa chỉ IP"),
        (("--host", "::"), "Không có TLS thì chỉ phục vụ trên chính máy này"),
        (("--host", "192.168.1.5"), "Không có TLS thì chỉ phục vụ trên chính máy này"),
    ],
)
def test_no_half_or_contradicting_words_are_guessed_at(
    tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    """What is meant is asked for: nobody is served unencrypted who wanted TLS."""
    assert sentence in serve(tmp_path, *words)
    assert not (tmp_path / "tls" / "authority.pem").exists()


def test_an_address_of_another_machine_is_told(tmp_path: Path) -> None:
    """TEST-NET-1 (RFC 5737) is nobody's."""
    cert, key = write_pair(tmp_path)
    said = serve(tmp_path / "home", "--cert", cert, "--key", key, "--host", "192.0.2.1")
    assert "không có địa chỉ đã nêu ở --host" in said


def test_an_option_goes_before_all_settings(tmp_path: Path) -> None:
    """A setting of yesterday does not mix with the command of today."""
    cert, key = write_pair(tmp_path, days=(-90, -1))
    settings = {"SOCAI_TLS": "local", "SOCAI_TLS_NAMES": "socai.lan"}
    assert "đã hết hạn" in serve(tmp_path / "home", "--cert", cert, "--key", key, **settings)


def test_an_authority_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    """Whoever has its key is this server to every machine that trusts it."""
    home, names = tmp_path / "home", ("--tls", "local", "--name", "socai.lan", "--host", "192.0.2.1")
    runner = CliRunner()
    runner.invoke(app, ["serve", *names], env={"SOCAI_HOME": str(home)})
    kept = home / "tls" / "authority.pem"
    assert home.stat().st_mode & 0o011  # the database's account may enter
    assert stat.S_IMODE(kept.stat().st_mode) == 0o400 and stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    kept.chmod(0o440)
    result = runner.invoke(app, ["serve", *names], env={"SOCAI_HOME": str(home)})
    assert result.exit_code == 2 and "Tài khoản khác đọc được khóa" in result.stderr

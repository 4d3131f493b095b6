"""Errors as sentences: in Vietnamese, on stderr, without tracebacks.

Exit codes: 0 done; 1 done, and what was checked is not right; 2 not done, and a sentence on stderr says why.
"""

import contextlib
import errno
from collections.abc import Iterator

import typer

NOT_RIGHT, NOT_DONE = 1, 2
_OS_ERRORS = {
    errno.EACCES: "tài khoản này không có quyền",
    errno.EPERM: "tài khoản này không có quyền",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOSPC: "ổ đĩa hết chỗ",
    errno.EDQUOT: "hết hạn mức ổ đĩa",
    errno.EFBIG: "tệp quá lớn cho nơi này",
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EEXIST: "đã có một tệp mang tên này",
    errno.ENOTDIR: "một phần của đường dẫn là tệp, không phải thư mục",
    errno.EISDIR: "đây là thư mục, không phải tệp",
}


def fail(text: str) -> typer.Exit:
    """Says on stderr why nothing was done; raise what it gives."""
    typer.echo(f"Lỗi: {text}", err=True)
    return typer.Exit(NOT_DONE)


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Whatever goes wrong in the block ends the command with a sentence."""
    try:
        yield
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except Exception as error:  # noqa: BLE001 - an operator gets a sentence for whatever it is
        raise fail(_sentence(error)) from None


def os_reason(error: OSError) -> str:
    """What the operating system refused, in Vietnamese."""
    return _OS_ERRORS.get(error.errno or 0, error.strerror or str(error))


def _sentence(error: Exception) -> str:
    import psycopg
    from psycopg_pool import PoolTimeout
    from pydantic import ValidationError

    from api.http.problems import expected, problem_of
    from api.http.serving import PortRefused
    from api.service.settings import BadSetting
    from api.service.tls.pair import TlsRefused

    if isinstance(error, BadSetting | PortRefused | TlsRefused):
        return str(error)
    if isinstance(error, ValidationError):
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        return f"Dữ liệu nhập không hợp lệ: {faults}"
    if isinstance(error, OSError):
        return f"{error.filename or 'Hệ điều hành'}: {os_reason(error)}."
    if isinstance(error, psycopg.OperationalError | PoolTimeout):
        said = str(error).strip().split("\n", 1)[0]
        return f"Không kết nối được cơ sở dữ liệu; hãy xem PostgreSQL có đang chạy không ({said})."
    problem = problem_of(error)
    facts = ", ".join(f"{name}={value}" for name, value in problem.facts.items() if value is not None)
    beside = f" ({facts})" if facts else ""
    if not expected(error):
        beside = f" ({type(error).__name__}: {error})"
    return f"{problem.text.title}. {problem.detail}{beside} [{problem.code}]"

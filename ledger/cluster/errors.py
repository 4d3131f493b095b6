"""What can go wrong with the embedded PostgreSQL, each with a code and sentences in two languages."""

from __future__ import annotations

from pathlib import Path


class ClusterError(Exception):
    """The database server cannot be used; `code` is stable, `str()` is English, `vi` is Vietnamese."""

    code = "CLUSTER_FAILED"

    def __init__(self, english: str, vi: str) -> None:
        super().__init__(english)
        self.vi = vi


class NoBinaries(ClusterError):
    """No usable PostgreSQL programs were found."""

    code = "CLUSTER_NO_BINARIES"

    def __init__(self, looked_in: str) -> None:
        super().__init__(
            f"No PostgreSQL 15 or newer was found in {looked_in}. Install PostgreSQL, or run `make setup`,"
            " which brings one along, or set SOCAI_PG_BIN to the folder of initdb, pg_ctl and postgres.",
            f"Không tìm thấy PostgreSQL 15 trở lên trong {looked_in}. Hãy cài PostgreSQL, hoặc chạy"
            " `make setup` để cài kèm, hoặc đặt SOCAI_PG_BIN là thư mục chứa initdb, pg_ctl và postgres.",
        )


class PortTaken(ClusterError):
    """Another program listens on the port that this data folder remembers."""

    code = "CLUSTER_PORT_TAKEN"

    def __init__(self, port: int, port_file: Path) -> None:
        self.port = port
        super().__init__(
            f"Port {port} on 127.0.0.1 is in use by another program. Stop that program, or delete {port_file}"
            " so that a free port is chosen at the next start.",
            f"Cổng {port} trên 127.0.0.1 đang bị chương trình khác dùng. Hãy dừng chương trình đó, hoặc xóa"
            f" {port_file} để lần khởi động sau chọn cổng còn trống.",
        )


class DiskFull(ClusterError):
    """No space is left where the data folder lies."""

    code = "CLUSTER_DISK_FULL"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The disk that holds {folder} is full. Free some space (at least 200 MB) and start again;"
            " nothing that was stored is lost.",
            f"Ổ đĩa chứa {folder} đã đầy. Hãy giải phóng dung lượng (ít nhất 200 MB) rồi khởi động lại;"
            " dữ liệu đã ghi không bị mất.",
        )


class FolderNotWritable(ClusterError):
    """The account that runs the server, or we, cannot write to the data folder."""

    code = "CLUSTER_FOLDER_NOT_WRITABLE"

    def __init__(self, folder: Path, account: str) -> None:
        super().__init__(
            f"The account {account!r} cannot write to {folder}. Give that account the folder, or choose"
            " another one with SOCAI_HOME.",
            f"Tài khoản {account!r} không ghi được vào {folder}. Hãy cấp quyền thư mục cho tài khoản đó, hoặc"
            " chọn thư mục khác bằng SOCAI_HOME.",
        )


class FolderNotReachable(ClusterError):
    """A folder above the data folder keeps out the unprivileged account that runs the server for root."""

    code = "CLUSTER_FOLDER_NOT_REACHABLE"

    def __init__(self, folder: Path, account: str) -> None:
        super().__init__(
            f"PostgreSQL never runs as root; the account {account!r}, which runs it, cannot enter {folder}."
            " Choose a folder that it can enter (SOCAI_HOME=/var/lib/socai, say), or start as another user."
            " Permissions of folders that we did not make are not changed.",
            f"PostgreSQL không bao giờ chạy bằng root; tài khoản {account!r} không vào được {folder}."
            " Hãy chọn thư mục mà tài khoản đó vào được (ví dụ SOCAI_HOME=/var/lib/socai), hoặc khởi động"
            " bằng người dùng thường. Chương trình không tự đổi quyền của thư mục có sẵn.",
        )


class FolderNameRefused(ClusterError):
    """The path holds characters that PostgreSQL's own `pg_ctl` would hand to a shell."""

    code = "CLUSTER_FOLDER_NAME"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The path {str(folder)!r} holds a quote, backslash, dollar sign, backtick or line break;"
            " choose a folder without them.",
            f"Đường dẫn {str(folder)!r} có dấu nháy, gạch chéo ngược, ký hiệu $ hoặc xuống dòng; hãy chọn"
            " thư mục không có các ký tự đó.",
        )


class OtherVersion(ClusterError):
    """The data was written by another major version of PostgreSQL, and its programs are not here."""

    code = "CLUSTER_OTHER_VERSION"

    def __init__(self, folder: Path, data_major: int, available: list[int]) -> None:
        have = ", ".join(str(major) for major in available)
        super().__init__(
            f"The data in {folder} was written by PostgreSQL {data_major}; here there is only {have}. Install"
            f" PostgreSQL {data_major}, or move the data with pg_dump or pg_upgrade (docs/operating.md)."
            " The folder was not touched.",
            f"Dữ liệu trong {folder} do PostgreSQL {data_major} ghi; máy này chỉ có {have}. Hãy cài"
            f" PostgreSQL {data_major}, hoặc chuyển dữ liệu bằng pg_dump hay pg_upgrade (docs/operating.md)."
            " Thư mục chưa bị thay đổi.",
        )


class LockHeld(ClusterError):
    """Another process has been starting or stopping this server for too long."""

    code = "CLUSTER_LOCK_HELD"

    def __init__(self, lock_file: Path, holder: str) -> None:
        self.holder = holder
        super().__init__(
            f"Another process ({holder}) is starting or stopping this database and holds {lock_file}."
            " Wait for it or end it, then try again.",
            f"Một tiến trình khác ({holder}) đang khởi động hoặc dừng cơ sở dữ liệu này và giữ {lock_file}."
            " Hãy chờ hoặc kết thúc tiến trình đó rồi thử lại.",
        )


class ServerFailed(ClusterError):
    """PostgreSQL did not start, stop or initialise, for a reason that only its own words explain."""

    code = "CLUSTER_SERVER_FAILED"

    def __init__(self, doing: str, output: str) -> None:
        said = output.strip()[-2000:] or "(nothing)"
        super().__init__(
            f"PostgreSQL failed while {doing}. It said:\n{said}",
            f"PostgreSQL gặp lỗi ({doing}). Thông báo của nó:\n{said}",
        )

"""Why a page is not shown, in words for whoever asked for it."""


class PageError(Exception):
    """A page that cannot be shown: HTTP status, heading, one sentence, and what the reader can do."""

    def __init__(self, status: int, title: str, reason: str, *steps: str, code: str = "") -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.reason = reason
        self.steps = steps
        self.code = code


class NotSignedIn(Exception):
    """Nobody is signed in; `reason` is shown above the sign-in form. `wait`: as Site.sign_in."""

    def __init__(self, reason: str, wait: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


def not_found(reason: str) -> PageError:
    """The page of something that is not there."""
    return PageError(
        404,
        "Không tìm thấy trang này",
        reason,
        "Kiểm tra lại địa chỉ, nhất là mã lớp, mã môn và học kỳ.",
        "Tìm sổ trong danh sách các sổ điểm.",
    )


def forbidden(what: str) -> PageError:
    """The page of a book that the person has no right in force to read (S25, S26)."""
    return PageError(
        403,
        "Bạn không được xem trang này",
        f"{what} Quyền xem dựa trên quyết định phân công đang có hiệu lực.",
        "Nếu bạn đã được phân công, hãy báo ban quản trị của trường ghi quyết định đó vào sổ.",
        "Nếu bạn giữ mã của nhiều vai trò, hãy đăng nhập bằng đúng mã của mình.",
        code="NOT_READABLE",
    )

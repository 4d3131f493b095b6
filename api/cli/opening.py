"""What a command works with: the service of the settings, or one school of it."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from api.cli.failing import explained, fail

if TYPE_CHECKING:
    from api.service.school import School
    from api.service.service import Service


@contextlib.contextmanager
def opened(*, until_last: bool = False, alone: bool = False) -> Iterator["Service"]:
    """The service of the settings, its database started and brought up to this program.

    `until_last`: the embedded database stops at the end unless another process of ours is still at it.
    `alone`: nobody else may be at work on this folder meanwhile.
    """
    from api.http.serving import stop_database
    from api.service.in_use import in_use
    from api.service.service import Service
    from api.service.settings import Settings

    with explained():
        settings = Settings.from_environment()
        with in_use(settings.home) as taken_alone:
            if alone and not taken_alone():
                raise fail(
                    f"Đang có máy chủ hoặc lệnh khác dùng {settings.home}; hãy dừng socai serve trước."
                )
            service = Service(settings)
            try:
                service.migrate()
                yield service
            finally:
                service.stop()
                if until_last:
                    stop_database(service, taken_alone)


@contextlib.contextmanager
def opened_school(code: str, *, alone: bool = False) -> Iterator["School"]:
    """The school of that code, founded. Where there is no data at all, none is made. `alone` as `opened`."""
    from api.service.settings import Settings

    with explained():
        settings = Settings.from_environment()
        if not settings.database_url and not settings.cluster.exists():
            raise fail(f"Chưa có dữ liệu nào trong {settings.home}; hãy đặt SOCAI_HOME là thư mục dữ liệu.")
    with opened(alone=alone) as service:
        school = service.schools().get(code)
        if school is None or not school.log.head().size:
            known = ", ".join(sorted(service.schools())) or "chưa có trường nào"
            raise fail(f"Trong {settings.home} không có sổ của trường {code} (có: {known}).")
        yield school

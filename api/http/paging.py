"""No list is endless: every one ends after so many rows, and the header `Link` says where it goes on."""

from collections.abc import Sequence
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request

from api.http.moments import NUMBER

MOST = 5000
LATEST = 2**31 - 1

T = TypeVar("T")


class Paging:
    """The rows of one page: at most `limit`, those behind the first `after`."""

    def __init__(
        self,
        request: Request,
        limit: Annotated[int, Query(ge=1, le=MOST, description="Số dòng nhiều nhất"), NUMBER] = MOST,
        after: Annotated[int, Query(ge=0, le=LATEST, description="Bỏ qua bấy nhiêu dòng đầu"), NUMBER] = 0,
    ) -> None:
        self._request = request
        self._limit, self._after = limit, after
        self.link = ""

    def of(self, rows: Sequence[T]) -> list[T]:
        """This page of all rows; where more follow, the answer links the next (RFC 8288)."""
        end = self._after + self._limit
        if len(rows) > end:
            url, asked = self._request.url, self._request.query_params.multi_items()
            kept = [(name, value) for name, value in asked if name not in ("after", "limit")]
            query = urlencode([*kept, ("limit", self._limit), ("after", end)])
            self.link = f'<{url.path}?{query}>; rel="next"'
        return list(rows[self._after : end])


Paged = Annotated[Paging, Depends()]
"""Of a route that gives a list."""

"""Circulars known by name and by when they hold, which cannot be computed yet: no class is under one."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

Programme = Literal["GDPT", "GDTX"]


class Planned(NamedTuple):
    """Of a programme; `since`: grade -> first calendar year of the first school year under it."""

    programme: Programme
    since: Mapping[int, int]


PLANNED: Mapping[str, Planned] = {
    "TH22_2016": Planned("GDPT", dict.fromkeys(range(2, 6), 2020)),
    "TH27_2020": Planned("GDPT", {1: 2020, 2: 2021, 3: 2022, 4: 2023, 5: 2024}),  # TH27 Đ2
    "QD02_2007": Planned("GDTX", dict.fromkeys(range(6, 13), 2020)),
    "GDTX_43_2021": Planned("GDTX", {6: 2021, 7: 2022, 8: 2023, 9: 2024, 10: 2022, 11: 2023, 12: 2024}),
}

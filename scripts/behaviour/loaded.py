"""The demo school as `make run` shows it: answers of the API, pages, rows, for each role."""

from pathlib import Path

from behaviour import asked
from behaviour.fixed import fix_entropy
from behaviour.played import database
from behaviour.where import find

BEGIN = "2020-11-10T02:00:00.000000Z"
PERSONS = (  # each role, and a teacher without a class
    "ht.y-blin",
    "pht.nguyen-van-loc",
    "bqt.tran-thi-hue",
    "vt.pham-thi-nga",
    "gv.vo-thanh-binh",
    "gv.bui-quoc-khanh",
    "gv.dang-thi-thu-ha",
    "gv.a-thien",
)


def show(tree: Path, out: Path) -> None:
    """The school is loaded, asked, read page by page; its rows are told before and after."""
    fix_entropy(tree)
    home = out.with_name(f"{out.name}-loaded")
    with database(home) as cluster:
        dsn = cluster.admin_dsn()
        settings = find("Settings")(home)
        service = find("Service")(settings, find("PlayedClock")(BEGIN), dsn)
        service.migrate()
        find("load_demo_school")(service)
        asked.tables(dsn, out / "rows" / "demo")
        app = find("create_app")(settings, service)
        tokens = asked.tokens_of(home, PERSONS)
        asked.answers(app, tokens, asked.VALUES, out / "answers" / "demo")
        asked.pages(app, tokens, out / "pages" / "demo")
        service.run_schedule()
        asked.tables(dsn, out / "rows" / "demo-asked")
        asked.entries(dsn, out / "entries" / "demo.jsonl")
        service.stop()

"""What a request costs at all: a FastAPI route that takes a column of marks, checks its form, and answers.

`python -m bench.trivial PORT`: the same server, socket, body and size of answer as the product's save, and
nothing behind them: no token, no right, no rule, no database.
"""

import sys
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field

from api.http.serving import listen

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")]
RECEIPT = {"at": "2026-11-24T03:12:17.762592Z", "kind": "receipt", "n": 1, "pos": 1, "sig": "x" * 86, "v": 1}

app = FastAPI()


class Cell(BaseModel):
    pupil: Code
    col: Code
    value: str | None
    base: Annotated[int, Field(ge=0)]


class Save(BaseModel):
    cmd: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,36}$")]
    cells: Annotated[list[Cell], Field(min_length=1, max_length=1000)]


class Saved(BaseModel):
    pos: int
    n: int
    at: str
    replayed: bool
    receipt: dict[str, Any]


@app.put("/books/{klass}/{subject}/{semester}/cells")
def save(klass: Code, subject: Code, semester: int, body: Save) -> Saved:
    """The form of a save and of its answer."""
    return Saved(pos=1, n=len(body.cells), at=str(RECEIPT["at"]), replayed=False, receipt=RECEIPT)


@app.get("/trivial")
def read() -> dict[str, str]:
    """The least that can be read."""
    return {"status": "live"}


if __name__ == "__main__":
    config = uvicorn.Config(app, log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listen(int(sys.argv[1]))])

"""spec/vectors/bag.json: the sample school's bag, and bags in which one thing is another."""

from tests.vectors.made.bag import contents, wrapping
from tests.vectors.made.bag.changes import TAR
from tests.vectors.made.tools import Document, b64, document_of

FIELDS = (
    "bag: the tar is `files`[file] (base64) after its `edits` (as in tar.json); its name is `name`. want: null if "
    "nothing is wrong with it by itself (no key or evidence is given), else the codes that are found, sorted."
)


def document() -> Document:
    """The whole file as a value."""
    made = [
        *wrapping.tars(),
        *contents.books(),
        *contents.register(),
        *contents.description(),
        *wrapping.payload(),
        *wrapping.spelled_otherwise(),
        *wrapping.bagit(),
    ]
    return document_of("bag", FIELDS, made, files={"all": b64(TAR)})

"""That a drill came from a bundle: one entry in the book says so, and whose records those are."""

from __future__ import annotations

from typing import Any, Final

from service.book import Author, Book, Note

IMPORTED: Final = "drill_imported"


def stream_of(drill: str) -> str:
    """Return the stream that tells of it."""
    return f"imported/{drill}"


def is_imported(book: Book, drill: str) -> bool:
    """Tell whether a drill came from a bundle; nothing that this book says of it is then the whole of it."""
    return bool(book.stream(stream_of(drill)))


def tell_imported(book: Book, author: Author, drill: str, body: dict[str, Any]) -> None:
    """Write down that a drill came from a bundle."""
    book.store(author, [Note(stream=stream_of(drill), kind=IMPORTED, body={"kind": IMPORTED, **body})])

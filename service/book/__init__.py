"""The book: everything that people and schedules did in the service, each entry chained to the one before.

Every governed thing (a dossier, an improvement, ...) is a stream of entries; what it is now follows from them alone.
"""

from service.book.book import Book, BookAlteredError
from service.book.entry import Author, Entry, Note
from service.book.family import Family, Shelf, Told
from service.book.head import Head, HeadPage, Query, listed, seen_tags

__all__ = [
    "Author",
    "Book",
    "BookAlteredError",
    "Entry",
    "Family",
    "Head",
    "HeadPage",
    "Note",
    "Query",
    "Shelf",
    "Told",
    "listed",
    "seen_tags",
]

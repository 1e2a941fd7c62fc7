"""The fields of a form that a page sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from service.denial import UnfitError, because


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file that a form brought: under which field, what it was called, and all of it."""

    field: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Fields:
    """What stands in a form. The word against forgery was looked at by the door already (service.api.forms)."""

    form: FormData
    sent: tuple[Sent, ...] = ()

    def text(self, name: str, default: str = "") -> str:
        """Return a field without the blanks around it, `default` where it is absent."""
        value = self.form.get(name)
        return value.strip() if isinstance(value, str) else default

    def secret(self, name: str) -> str:
        """Return a field as it was typed."""
        value = self.form.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return every value of a field that can be given several times, without empty ones."""
        found = (each.strip() for each in self.form.getlist(name) if isinstance(each, str))
        return tuple(each for each in found if each)

    def number(self, name: str, default: int) -> int:
        """Return a field as a whole number, `default` where it is empty; raises UnfitError."""
        told = self.text(name)
        if not told:
            return default
        if not told.isascii() or not told.removeprefix("-").isdecimal() or len(told) > 18:  # noqa: PLR2004  64 bits
            raise UnfitError(because("not_a_number", field=name, told=told[:40]))
        return int(told)

    def is_ticked(self, name: str) -> bool:
        """Tell whether a box was ticked."""
        return bool(self.text(name))

    def files(self, name: str) -> tuple[Sent, ...]:
        """Return every file that was sent under a name."""
        return tuple(each for each in self.sent if each.field == name)

    def named(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Yield what follows `prefix` in a field's name, and its text, for every such field."""
        for name, value in self.form.multi_items():
            if name.startswith(prefix) and isinstance(value, str):
                yield name.removeprefix(prefix), value.strip()


async def fields_of(request: Request, *, most_fields: int, most_files: int) -> Fields:
    """Return what a form holds; nothing of it stays open. How large it may be the door has seen to."""
    form = await request.form(max_fields=most_fields, max_files=most_files)
    try:
        sent = [
            Sent(field=field, name=each.filename, content=await each.read())
            for field, each in form.multi_items()
            if isinstance(each, UploadFile) and each.filename
        ]
    finally:
        await form.close()
    return Fields(form, tuple(sent))

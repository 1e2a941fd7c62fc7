"""The finished package: the same paper gives the same bytes, and Chinese faces name what stands in for them."""

from __future__ import annotations

from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_OLDEST: Final = (1980, 1, 1, 0, 0, 0)
_FONTS: Final = "word/fontTable.xml"
_END: Final = b"</w:fonts>"
_STAND_INS: Final = "".join(
    f'<w:font w:name="{face}"><w:altName w:val="{other}"/><w:panose1 w:val="{panose}"/><w:charset w:val="86"/>'
    f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
    for face, other, panose, family in (
        ("宋体", "SimSun;Songti SC;Noto Serif CJK SC;Source Han Serif SC", "02010600030101010101", "auto"),
        ("黑体", "SimHei;Heiti SC;Noto Sans CJK SC;Source Han Sans SC", "02010609060101010101", "modern"),
    )
)


def packed(made: bytes) -> bytes:
    """Return the package once more, with fixed times; raises zipfile.BadZipFile for what is no package."""
    told = BytesIO()
    with ZipFile(BytesIO(made)) as old, ZipFile(told, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == _FONTS:
                content = content.replace(_END, _STAND_INS.encode() + _END)
            info = ZipInfo(name, _OLDEST)
            info.compress_type, info.create_system = ZIP_DEFLATED, 3
            info.external_attr = 0o644 << 16
            new.writestr(info, content)
    return told.getvalue()

"""Charts as PNG pictures, for formats that cannot be trusted with SVG; drawn by typst with the font that we bring."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import typst
from noto_cjk_sans_otc import FONT_PATH  # pyright: ignore[reportMissingTypeStubs]  it says one path

_PPI: Final = 200.0
_FONTS: Final = Path(str(FONT_PATH)).parent
_PAGE: Final = '#set page(width: {width}cm, height: auto, margin: 0pt)\n#set text(font: "Noto Sans CJK SC")\n'
_PICTURE: Final = '#image(bytes(sys.inputs.at("{place}")), format: "svg", width: 100%)'


def pngs(drawings: Sequence[str], width_cm: float) -> list[bytes]:
    """Return each SVG drawing as a PNG that is sharp on paper at `width_cm`; raises typst.TypstError for no SVG."""
    if not drawings:
        return []
    pictures = (_PICTURE.format(place=place) for place in range(len(drawings)))
    source = _PAGE.format(width=width_cm) + "\n#pagebreak()\n".join(pictures)
    made = typst.compile(
        source.encode(),
        format="png",
        ppi=_PPI,
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[_FONTS]),
        sys_inputs={str(place): drawing for place, drawing in enumerate(drawings)},
    )
    return made if isinstance(made, list) else [made]

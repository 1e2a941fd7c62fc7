"""Charts as PNG pictures, for formats that cannot be trusted with SVG; drawn by typst with the font that we bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import typst

from service.report.formats.typeface import FAMILY, fonts, forget

_PPI: Final = 200.0
_PAGE: Final = '#set page(width: {width}cm, height: auto, margin: 0pt)\n#set text(font: "{font}")\n'
_PICTURE: Final = '#image(bytes(sys.inputs.at("{place}")), format: "svg", width: 100%)'


def pngs(drawings: Sequence[str], width_cm: float) -> list[bytes]:
    """Return each SVG drawing as a PNG that is sharp on paper at `width_cm`; raises typst.TypstError for no SVG."""
    if not drawings:
        return []
    pictures = (_PICTURE.format(place=place) for place in range(len(drawings)))
    source = _PAGE.format(width=width_cm, font=FAMILY) + "\n#pagebreak()\n".join(pictures)
    try:
        made = typst.compile(
            source.encode(),
            format="png",
            ppi=_PPI,
            font_paths=fonts(),
            sys_inputs={str(place): drawing for place, drawing in enumerate(drawings)},
        )
    finally:
        forget()
    return made if isinstance(made, list) else [made]

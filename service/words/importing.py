"""Words of `drillproof import`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "import.written": Text(zh="已写入：{path}", en="written: {path}"),
    "import.open": Text(
        zh="还有 {count} 处待填写（TODO），补全后 validate 才能通过",
        en="{count} places are still open (TODO); validate refuses the scenario until they are written",
    ),
    "import.exists": Text(
        zh="{path} 已存在，未覆盖；请换一个文件名，或加 --force",
        en="{path} exists and was not overwritten; give another name, or --force",
    ),
    "import.unwritable": Text(
        zh="无法写入 {path}：{why}；请换一个位置",
        en="{path} cannot be written: {why}; name another place",
    ),
}

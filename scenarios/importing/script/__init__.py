"""A drill script sheet (演练脚本) as a scenario: every row becomes a step, every problem names its cell.

The door: `import_script(book, wishes) -> Imported`; `template() -> Filled` is an empty sheet to fill in.
"""

from scenarios.importing.script.importing import import_script
from scenarios.importing.script.template import template

__all__ = ["import_script", "template"]

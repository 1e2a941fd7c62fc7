"""An Ansible playbook as a scenario that plays it on the runner's own machine.

The door: `import_playbook(load_playbook(path), wishes, …) -> Imported`.
"""

from scenarios.importing.playbook.importing import import_playbook
from scenarios.importing.playbook.reading import Play, Plays, load_playbook

__all__ = ["Play", "Plays", "import_playbook", "load_playbook"]

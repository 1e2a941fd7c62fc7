"""What firms already have, made into scenarios: drill script sheets, Chaos Toolkit experiments, Ansible playbooks.

Nothing is guessed. What a source cannot tell stands in the scenario as `TODO: …`, which no scenario is valid with.
"""

from scenarios.importing.chaos import import_experiment, load_experiment
from scenarios.importing.outline import Imported, Wishes
from scenarios.importing.playbook import import_playbook, load_playbook
from scenarios.importing.script import import_script, template

__all__ = [
    "Imported",
    "Wishes",
    "import_experiment",
    "import_playbook",
    "import_script",
    "load_experiment",
    "load_playbook",
    "template",
]

"""A Chaos Toolkit experiment as a scenario (format: chaostoolkit.org, reference of the experiment, version 1.0).

The door: `import_experiment(load_experiment(path), wishes) -> Imported`. Processes, HTTP probes, pauses and rollbacks
are taken over; what is code of a Python extension stays a TODO with its name.
"""

from scenarios.importing.chaos.importing import import_experiment
from scenarios.importing.chaos.reading import load_experiment

__all__ = ["import_experiment", "load_experiment"]

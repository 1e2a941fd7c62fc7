"""The face: command line, API, report rendering, metrics and the embedded lab."""

import gc

gc.set_threshold(50_000, 20, 20)  # loading a hundred modules makes no garbage worth looking for every 700 objects

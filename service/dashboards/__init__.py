"""The Grafana dashboards as code: what each shows is a value, `python -m service.dashboards` writes them as JSON."""

from service.dashboards.board import Board
from service.dashboards.grafana import json_of
from service.dashboards.health import HEALTH
from service.dashboards.history import HISTORY
from service.dashboards.night import NIGHT
from service.dashboards.programme import PROGRAMME

BOARDS: tuple[Board, ...] = (PROGRAMME, NIGHT, HISTORY, HEALTH)

__all__ = ["BOARDS", "Board", "json_of"]

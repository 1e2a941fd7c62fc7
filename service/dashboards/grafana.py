"""How a dashboard is written for Grafana: the JSON that its provisioning reads, the same for the same dashboard."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from scenarios.plan import Text
from service.dashboards.board import PHASES, Ask, Board, Choice, Column, Panel, Row, Steps, Value

_SOURCE: Final = {"type": "prometheus", "uid": "${datasource}"}
_SCHEMA: Final = 38
_WIDE: Final = 24
_CONSOLE: Final = "http://127.0.0.1:8765"
_OPEN: Final = Text(zh="打开演练", en="open the drill")


def json_of(board: Board) -> str:
    """Return a dashboard as the text of its file."""
    told = {
        "uid": board.uid,
        "title": both(board.title),
        "description": both(board.told),
        "tags": list(board.tags),
        "schemaVersion": _SCHEMA,
        "version": 1,
        "editable": False,
        "graphTooltip": 1,
        "timezone": "browser",
        "refresh": board.refresh,
        "time": {"from": board.since, "to": "now"},
        "annotations": {"list": [_phases()] if board.phases else []},
        "templating": {"list": list(_choices(board.choices))},
        "links": [_others()],
        "panels": list(_laid_out(board.rows)),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def both(text: Text) -> str:
    """Return a text in both languages, on one line."""
    return text.zh if text.zh == text.en else f"{text.zh} · {text.en}"


def _phases() -> dict[str, Any]:
    return {
        "name": "阶段 · phases",
        "datasource": _SOURCE,
        "enable": True,
        "iconColor": "purple",
        "expr": PHASES.expr,
        "step": "10s",
        "titleFormat": PHASES.legend,
        "textFormat": "{{drill}}",
        "tagKeys": "phase",
        "useValueForTime": True,
    }


def _choices(choices: Sequence[Choice]) -> Iterator[dict[str, Any]]:
    yield {"name": "datasource", "type": "datasource", "query": "prometheus", "label": "Prometheus", "hide": 0}
    label = both(Text(zh="控制台地址", en="console"))
    yield {"name": "console", "type": "textbox", "label": label, "query": _CONSOLE, "hide": 0}
    for choice in choices:
        yield {
            "name": choice.name,
            "type": "query",
            "label": both(choice.title),
            "datasource": _SOURCE,
            "query": {"query": choice.query, "refId": choice.name},
            "refresh": 2,
            "sort": 2,
            "multi": choice.many,
            "includeAll": choice.many,
            "allValue": ".*" if choice.many else None,
            "hide": 0,
        }


def _others() -> dict[str, Any]:
    return {
        "type": "dashboards",
        "title": "Drillproof",
        "tags": ["drillproof"],
        "asDropdown": True,
        "includeVars": True,
        "keepTime": True,
    }


def _laid_out(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """Yield the panels, each with its place; a row breaks where the next panel has no room."""
    number = y = 0
    for row in rows:
        number += 1
        place = {"x": 0, "y": y, "w": _WIDE, "h": 1}
        yield {"id": number, "type": "row", "title": both(row.title), "collapsed": False, "gridPos": place}
        x, y, tallest = 0, y + 1, 0
        for panel in row.panels:
            if x + panel.width > _WIDE:
                x, y, tallest = 0, y + tallest, 0
            number += 1
            yield {"id": number, "gridPos": {"x": x, "y": y, "w": panel.width, "h": panel.height}, **_panel(panel)}
            x, tallest = x + panel.width, max(tallest, panel.height)
        y += tallest


def _panel(panel: Panel) -> dict[str, Any]:
    return {
        "type": panel.kind,
        "title": both(panel.title),
        "description": both(panel.told),
        "datasource": _SOURCE,
        "targets": [_asked(place, ask, panel) for place, ask in enumerate(panel.asks)],
        "fieldConfig": {"defaults": _defaults(panel), "overrides": list(_overrides(panel))},
        "options": _options(panel),
        "transformations": list(_transformations(panel)),
    }


def _asked(place: int, ask: Ask, panel: Panel) -> dict[str, Any]:
    return {
        "refId": ref(place),
        "datasource": _SOURCE,
        "expr": ask.expr,
        "legendFormat": ask.legend or "__auto",
        "instant": ask.instant,
        "range": not ask.instant,
        "exemplar": ask.exemplars,
        "format": "table" if panel.kind == "table" else "heatmap" if panel.kind == "heatmap" else "time_series",
    }


def ref(place: int) -> str:
    """Return the name of the ask at a place, as Grafana writes it."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place]


def _defaults(panel: Panel) -> dict[str, Any]:
    told: dict[str, Any] = {
        "unit": panel.unit,
        "color": {"mode": "palette-classic" if panel.kind in {"timeseries", "heatmap"} else "thresholds"},
        "thresholds": _thresholds(panel.steps),
        "mappings": _mappings(panel.values),
        "links": [_link("${__field.labels.drill}")] if panel.link else [],
    }
    if panel.most is not None:
        told |= {"min": 0, "max": panel.most}
    if panel.kind == "timeseries":
        lines = {"mode": "line"} if panel.target is not None or len(panel.steps) > 1 else {"mode": "off"}
        stacking = {"mode": "normal" if panel.stacked else "none", "group": "A"}
        fill = 30 if panel.stacked else 8
        told["custom"] = {"thresholdsStyle": lines, "stacking": stacking, "fillOpacity": fill, "lineWidth": 2}
    return told


def _thresholds(steps: Steps) -> dict[str, Any]:
    return {"mode": "absolute", "steps": [{"value": value, "color": colour} for value, colour in steps]}


def _mappings(values: Sequence[Value]) -> list[dict[str, Any]]:
    told = {one.value: {"text": both(one.text), "color": one.colour, "index": at} for at, one in enumerate(values)}
    return [{"type": "value", "options": told}] if told else []


def _link(drill: str) -> dict[str, Any]:
    return {"title": both(_OPEN), "url": f"${{console}}/console/drills/{drill}", "targetBlank": True}


def _overrides(panel: Panel) -> Iterator[dict[str, Any]]:
    for column in panel.columns:
        yield {"matcher": {"id": "byName", "options": both(column.title)}, "properties": list(_properties(column))}


def _properties(column: Column) -> Iterator[dict[str, Any]]:
    if column.unit:
        yield {"id": "unit", "value": column.unit}
    if column.steps:
        yield {"id": "thresholds", "value": _thresholds(column.steps)}
    if column.values:
        yield {"id": "mappings", "value": _mappings(column.values)}
    if column.steps or column.values:
        yield {"id": "custom.cellOptions", "value": {"type": "color-text"}}
    if column.link:
        yield {"id": "links", "value": [_link("${__value.text}")]}


def _options(panel: Panel) -> dict[str, Any]:
    calculated = {"calcs": ["lastNotNull"], "fields": "", "values": False}
    match panel.kind:
        case "stat":
            return {"reduceOptions": calculated, "colorMode": "background", "graphMode": "none", "textMode": "auto"}
        case "gauge":
            return {"reduceOptions": calculated, "showThresholdMarkers": True, "showThresholdLabels": False}
        case "bargauge":
            return {"reduceOptions": calculated, "orientation": "horizontal", "displayMode": "basic"}
        case "timeseries":
            legend = {"displayMode": "table", "placement": "bottom", "calcs": ["lastNotNull", "max"]}
            return {"legend": legend, "tooltip": {"mode": "multi", "sort": "desc"}}
        case "state-timeline":
            return {"mergeValues": True, "showValue": "auto", "rowHeight": 0.8, "legend": {"displayMode": "list"}}
        case "heatmap":
            return {"calculate": False, "yAxis": {"unit": panel.unit}, "color": {"scheme": "Oranges", "mode": "scheme"}}
        case "table":
            return {"showHeader": True, "cellHeight": "sm"}


def _transformations(panel: Panel) -> Iterator[dict[str, Any]]:
    if panel.target is not None:
        handler = {"fieldName": "", "handlerKey": "threshold1", "handlerArguments": {"threshold": {"color": "red"}}}
        name = panel.asks[panel.target].legend
        mappings = [{**handler, "fieldName": name, "reducerId": "lastNotNull"}]
        yield {"id": "configFromData", "options": {"configRefId": ref(panel.target), "mappings": mappings}}
    if panel.join:
        yield {"id": "joinByField", "options": {"byField": panel.join, "mode": "outer"}}
    if panel.columns:
        order = {column.field: at for at, column in enumerate(panel.columns)}
        names = {column.field: both(column.title) for column in panel.columns}
        yield {"id": "filterFieldsByName", "options": {"include": {"names": list(order)}}}
        yield {"id": "organize", "options": {"indexByName": order, "renameByName": names, "excludeByName": {}}}

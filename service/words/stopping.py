"""Words about emergency stops, and about runners that come and go."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "denied.emergency_stop": Text(
        zh="紧急停止 {stop} 生效中（{by}：{reason}）；请由另一人解除后再启动",
        en="emergency stop {stop} is in force ({by}: {reason}); it has to be lifted by somebody else before a start",
    ),
    "denied.stop_without_reason": Text(
        zh="紧急停止须写明原因，供各方知悉", en="an emergency stop needs a reason, which everybody is told"
    ),
    "denied.lift_without_reason": Text(
        zh="解除紧急停止须写明原因", en="say why the emergency stop is lifted; the reason is entered in the book"
    ),
    "denied.stop_own": Text(
        zh="紧急停止 {stop} 由 {by} 下达，须由另一人解除",
        en="emergency stop {stop} was ordered by {by}, so somebody else has to lift it",
    ),
    "denied.stop_lifted": Text(
        zh="紧急停止 {stop} 已由 {by} 解除；请重新查询", en="emergency stop {stop} was lifted by {by} already; look again"
    ),
}

"""The sentences beside a figure, in both languages: why it decides nothing, what a claim of zero rests on."""
# ruff: noqa: RUF001  Chinese punctuation is meant

from __future__ import annotations

from typing import Final

from measurements.seconds import lower_text
from scenarios.plan import Text

NOT_MEASURED: Final = Text(zh="没有可供判定的测量结果", en="nothing was measured that could decide it")
NOT_SOUND: Final = Text(
    zh="演练未完成或恢复未经证实，因此不能判定为达标",
    en="the drill was not completed or its restoration not proved, so nothing can be called met",
)
DOUBTED: Final = Text(
    zh="测量本身存在疑点（见发现的问题），因此不能判定为达标",
    en="the measurement itself is in doubt (see the findings), so it cannot be called met",
)
UNBOUNDED: Final = Text(
    zh="观测结束之前没有看到持续满保持时间的恢复，因此没有上界；应在恢复之后继续观测，至少满保持时间",
    en="no return that lasted for the hold time was seen before the samples ended, so nothing bounds it above; "
    "go on sampling for at least the hold time after the return",
)
TOO_CLOSE: Final = Text(
    zh="目标值与实测值过于接近，单靠加快探测或写入节拍无法判定：故障时刻和往返时间本身的不确定度更大",
    en="the target is too close to the figure for any faster beat to decide: the fault's own width and the round trip "
    "are larger",
)
NO_FAULT: Final = Text(
    zh="没有注入故障，因此没有起算时刻", en="nothing was injected, so there is no instant to count from"
)
NOT_WRITTEN: Final = Text(
    zh="方案没有为该服务设置校验流水，业务影响分析也没有把它列为写入型服务",
    en="the plan has no ledger for this service, and the business impact analysis does not call it written to",
)
NO_LEDGER: Final = Text(
    zh="该服务有写入，但方案没有为其设置校验流水",
    en="the service is written to, but the plan has no ledger for it",
)
NOT_READ: Final = Text(zh="校验流水没有完整回读", en="the ledger was not read back in full")
NONE_KEPT: Final = Text(
    zh="没有任何一笔故障前确认的写入得以保留，因此没有上界",
    en="no write that was acknowledged before the fault is still there, so nothing bounds it above",
)
ALTERED: Final = Text(
    zh="部分写入的内容与写入时不同，因此不能判定为达标",
    en="some writes are there with other content than was written, so it cannot be called met",
)


def faster(beat_ns: int) -> Text:
    """Return what a faster beat would have done."""
    beat = lower_text(beat_ns)
    return Text(
        zh=f"目标值落在实测区间之内；探测或写入节拍不大于 {beat} 秒时可以判定",
        en=f"the target lies inside the measured interval; a beat of at most {beat} s would have decided it",
    )


def lost_of(lost: int, acknowledged: int) -> Text:
    """Return the count that a claim about a target of zero rests on."""
    return Text(
        zh=f"已确认 {acknowledged} 笔写入，丢失 {lost} 笔",
        en=f"{lost} of {acknowledged} acknowledged writes were lost",
    )

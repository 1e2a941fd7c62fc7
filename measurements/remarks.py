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
NONE_BEFORE: Final = Text(
    zh="没有一笔写入确定在故障之前得到确认，无从丢失，因此不能判定；请让校验流水在故障之前先写入一段时间",
    en="no write was acknowledged for certain before the fault, so there was nothing to lose and nothing is decided; "
    "let the ledger write for a while before the fault",
)
ALTERED: Final = Text(
    zh="部分写入的内容与写入时不同，因此不能判定为达标",
    en="some writes are there with other content than was written, so it cannot be called met",
)
MARKER_BASIS: Final = Text(
    zh="数值依据业务自身的标记（业务时间、日志位置或备份），不是校验流水；以标记随提交递增为前提",
    en="the figure rests on a marker of the business, not on a ledger, and on its growing with what is committed",
)
MARKER_NOT_READ: Final = Text(
    zh="切换后没有读取业务标记，因此没有数值", en="the marker was not read after the switch, so there is no figure"
)
MARKER_LOST: Final = Text(
    zh="故障前读到的业务标记在切换后已不存在，数据丢失已被证实",
    en="what the marker showed before the fault is not there after it, so a loss is proved",
)
MARKER_UNBOUNDED: Final = Text(
    zh="故障前读取的标记中没有一个在切换后仍被证实存在，因此没有上界；应在注入故障之前多次读取标记",
    en="no reading from before the fault is surely still covered after it, so nothing bounds it above; "
    "read the marker several times before the fault",
)
MARKER_UNSURE: Final = Text(
    zh="切换后的标记可能已包含恢复之后写入的数据，因此不能给出上界；应在客户端能够写入之前读取",
    en="the marker may hold what was written since the recovery, so it gives no upper bound; "
    "read it before clients can write again",
)
MARKER_TOO_FAR: Final = Text(
    zh="故障前最后一次读取标记距故障过久，目标值落在区间之内；应在紧邻故障之前读取",
    en="the last reading before the fault lies too far from it, so the target lies inside the interval; "
    "read the marker right before the fault",
)
MARKER_FELL: Final = Text(
    zh="业务标记在故障前出现倒退，不能用来界定数据丢失",
    en="the marker went back before the fault, so it cannot bound a loss",
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

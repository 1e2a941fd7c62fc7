"""Words of the report as a workbook or CSV: names of its sheets, heads of its columns, what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "sheet.about": Text(zh="说明", en="about"),
    "sheet.figures": Text(zh="指标", en="figures"),
    "sheet.timeline": Text(zh="时间线", en="timeline"),
    "sheet.findings": Text(zh="问题", en="findings"),
    "sheet.samples": Text(zh="探测样本", en="samples"),
    "sheet.ledger": Text(zh="校验流水", en="ledger"),
    "sheet.item": Text(zh="项目", en="item"),
    "sheet.content": Text(zh="内容", en="content"),
    "sheet.service_title": Text(zh="服务名称", en="Service's title"),
    "sheet.source": Text(zh="依据", en="Rests on"),
    "sheet.host": Text(zh="主机", en="Host"),
    "sheet.attempt": Text(zh="第几次", en="Attempt"),
    "sheet.title": Text(zh="步骤名称", en="Title"),
    "sheet.planned_start_s": Text(zh="计划开始（秒）", en="Planned start (s)"),
    "sheet.planned_end_s": Text(zh="计划结束（秒）", en="Planned end (s)"),
    "sheet.started_s": Text(zh="实际开始（秒）", en="Started (s)"),
    "sheet.ended_s": Text(zh="实际结束（秒）", en="Ended (s)"),
    "sheet.deviation_s": Text(zh="偏差（秒）", en="Deviation (s)"),
    "sheet.first_at": Text(zh="首条记录时间（UTC）", en="First recorded at (UTC)"),
    "sheet.last_at": Text(zh="末条记录时间（UTC）", en="Last recorded at (UTC)"),
    "sheet.target_s": Text(zh="目标值（秒）", en="Target (s)"),
    "sheet.lower_s": Text(zh="实测下限（秒）", en="At least (s)"),
    "sheet.upper_s": Text(zh="实测上限（秒）", en="At most (s)"),
    "sheet.count": Text(zh="笔数", en="Count"),
    "sheet.code": Text(zh="代码", en="Code"),
    "sheet.batch": Text(zh="批次", en="Batch"),
    "sheet.due": Text(zh="应发时间（UTC）", en="Due (UTC)"),
    "sheet.sent": Text(zh="发出时间（UTC）", en="Sent (UTC)"),
    "sheet.received": Text(zh="收到时间（UTC）", en="Received (UTC)"),
    "sheet.ok": Text(zh="是否成功", en="Answered well"),
    "sheet.detail": Text(zh="详情", en="Detail"),
    "sheet.write": Text(zh="写入编号", en="Write"),
    "sheet.invoked": Text(zh="发起时间（UTC）", en="Invoked (UTC)"),
    "sheet.completed": Text(zh="完成时间（UTC）", en="Completed (UTC)"),
    "sheet.ledger_name": Text(zh="校验流水", en="Ledger"),
    "sheet.rows": Text(zh="{count} 行", en="{count} rows"),
    "sheet.cut": Text(
        zh="共 {count} 行，本表只列出前 {shown} 行，因为 Excel 每张表最多 1048576 行；全部数据请导出 CSV 或查阅证据记录。",
        en="The first {shown} of {count} rows: a sheet of Excel ends at row 1048576. CSV and the journal hold all of them.",
    ),
    "sheet.about.origin": Text(
        zh="各数值均取自 report.json 与证据记录，未作任何换算；空单元格表示未取得证据。证据号为证据记录（journal.jsonl）中的序号。",
        en="Every figure is that of report.json and of the journal, unchanged; an empty cell is a figure without evidence. "
        "Evidence numbers count the records of journal.jsonl.",
    ),
    "sheet.about.clock": Text(
        zh="时间线的秒数以故障注入时刻为零点（没有注入故障时为演练开始时刻）。UTC 时间由演练开始时的时钟读数与主控端单调时钟推得，ISO 8601 格式，精确到微秒。",
        en="Seconds of the timeline count from the fault (from the start of the drill where there was none). Times in UTC are the clock's reading "
        "at the start of the drill plus the controller's monotonic clock, in ISO 8601 with microseconds.",
    ),
    "sheet.about.numbers": Text(
        zh="CSV 中以 = + - @ 开头的文本前加了一个单引号，以免被当作公式。",
        en="In CSV an apostrophe stands before text that begins with = + - @, so that nothing takes it for a formula.",
    ),
    "sheet.about.open": Text(
        zh="演练尚未结束：这些数据不是最终结果。", en="The drill has not ended: these figures are not final."
    ),
}

"""Words about the guard's refusals and calendars."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "denied.not_governed": Text(
        zh="环境 {environments} 只允许有演练档案的演练；请先建立档案并完成准备和审批，再由档案启动",
        en="environment {environments} takes only drills that have a dossier; open one, have it prepared and approved, "
        "and start the drill from it",
    ),
    "denied.environment_closed": Text(
        zh="主机 {host} 所在环境 {environment} 不允许演练；请换主机，或由管理员修改制度配置 guarding.environments",
        en="host {host} lies in environment {environment}, where no drill may run; take another host, or let an "
        "administrator change guarding.environments of the policy",
    ),
    "denied.host_forbidden": Text(
        zh="主机 {host} 被制度配置 guarding.forbidden_hosts 禁止演练；请换主机",
        en="no drill may touch host {host} (guarding.forbidden_hosts of the policy); take another host",
    ),
    "denied.outside_window": Text(
        zh="演练自身的时间窗口：{why}；请在窗口内启动，或取得两人特批",
        en="the drill's own window: {why}; start inside it, or have two people override it",
    ),
    "denied.in_trading": Text(
        zh="{calendar}：{begins} 至 {ends} 为交易时段，演练可能持续到 {last}；最早可在 {clear} 启动，或取得两人特批",
        en="{calendar} trades from {begins} to {ends}, and the drill may take until {last}; it can start at {clear} at "
        "the earliest, or two people override this",
    ),
    "denied.day_unknown": Text(
        zh="{calendar} 不知道 {begins} 至 {ends} 是否交易，未知日期不得演练（演练可能持续到 {last}）；请补充日历"
        "（guarding.calendar_files），或取得两人特批",
        en="{calendar} does not know whether {begins} to {ends} is a trading day, and an unknown day is closed to drills "
        "(the drill may take until {last}); add a calendar (guarding.calendar_files), or two people override this",
    ),
    "denied.blackout": Text(
        zh="{what}：{begins} 至 {ends} 禁止演练，演练可能持续到 {last}；最早可在 {clear} 启动，或取得两人特批",
        en="{what}: {begins} to {ends} is closed to drills, and this one may take until {last}; it can start at {clear} "
        "at the earliest, or two people override this",
    ),
    "denied.calendar_missing": Text(
        zh="无法读取日历 {name}（{why}），无法确认避开交易时段；请修复制度配置 guarding.calendars 或 calendar_files",
        en="calendar {name} cannot be read ({why}), so nobody knows when it trades; repair guarding.calendars or "
        "calendar_files of the policy",
    ),
    "denied.service_claimed": Text(
        zh="演练 {drill} 正在演练服务 {service}；请等它结束并恢复后再启动",
        en="drill {drill} has service {service} now; start when it has ended and restored",
    ),
    "denied.host_claimed": Text(
        zh="演练 {drill} 正在使用主机 {host}；请等它结束并恢复后再启动",
        en="drill {drill} has host {host} now; start when it has ended and restored",
    ),
    "denied.findings_open": Text(
        zh="上次演练的改进事项尚未整改：{findings}；请完成整改措施并登记，或取得两人特批",
        en="nothing was done yet about findings of the last drill: {findings}; carry out the measure and enter it, or "
        "have two people override this",
    ),
    "denied.journal_unwritable": Text(
        zh="日志无法写入：{why}；请修复后再启动", en="the journal cannot be written: {why}; repair that, then start"
    ),
    "denied.disk_full": Text(
        zh="{place} 只剩 {free} MiB，启动演练至少需要 {least} MiB；请清理空间",
        en="{free} MiB are free at {place}, and a start needs {least} MiB at least; make room",
    ),
    "denied.clock_astray": Text(
        zh="本机时钟比台账最新条目早 {seconds} 秒，无法判断时段；请校准时钟（NTP）后再启动",
        en="this machine's clock lies {seconds} s before the newest entry of the book, so no window can be judged; set "
        "it right (NTP), then start",
    ),
    "denied.locks_unusable": Text(
        zh="无法确认本机是否有其他演练正在使用主机：{why}",
        en="it cannot be told which hosts other drills of this machine have: {why}",
    ),
    "denied.secret_missing": Text(zh="凭据：{why}", en="secret: {why}"),
    "denied.start_refused": Text(zh="未能启动，未触碰任何主机：{why}", en="not started, nothing was touched: {why}"),
    "guard.settlement": Text(zh="禁止时段（{reason}）", en="blackout ({reason})"),
    "guard.firm": Text(zh="本机构禁止时段", en="blackouts of the firm"),
    "guard.clear_unknown": Text(zh="（31 天内没有可用时段）", en="(no moment of the next 31 days)"),
    "guard.continue_refused": Text(
        zh="{by} 决定继续（{said}），启动检查不允许，改为恢复：{reasons}",
        en="{by} said to go on ({said}); the guard does not let it, so it restores: {reasons}",
    ),
}

"""The runner's own reasons in Chinese; its journal is in English, and a reason nobody translated is shown as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter
from typing import Final

from scenarios.plan import Text

REASONS: Final[Mapping[str, str]] = {
    "nobody was asked": "没有询问任何人",
    "command line": "命令行",
    "terminal": "终端",
    "api": "接口",
    "console": "控制台",
    "approved at the terminal": "在终端同意",
    "refused at the terminal": "在终端拒绝",
    "asked at the terminal": "在终端询问",
    "{signal} at the terminal": "终端发出 {signal}",
    "restoring": "系统恢复",
    "aborted": "已中止",
    "every step before the restore phase is done": "恢复阶段之前的步骤已全部结束",
    "the drill turned to restoring: {reason}": "演练转入恢复：{reason}",
    "not waited for any longer: {reason}": "不再等待：{reason}",
    "the fault {fault} was never begun": "故障 {fault} 从未注入",
    "the fault {fault} was not seen to take ({took}): {detail}": "没有看到故障 {fault} 生效：{detail}",
    "nothing is done on a fault that did not take": "故障未生效，不再继续",
    "the ledger {ledger} was never opened": "校验流水 {ledger} 从未启动",
    "it needs {step}, which ended {outcome}": "所依赖的步骤 {step} 结果为{outcome}",
    "{step} ended {outcome}, and this step is for {outcomes}": "步骤 {step} 结果为{outcome}，而本步骤仅用于{outcomes}",
    "step {step} undoes it": "由步骤 {step} 撤除",
    "the runner was interrupted between its intent and its outcome; it may have taken effect": "主控端在执行期间中断，该步骤可能已经生效",
    "the runner was interrupted, and the scenario says: restore": "主控端曾经中断，按方案转入恢复",
    "the runner was told to stop": "主控端被要求停止",
    "not seen within {time}": "在 {time} 内没有观测到",
    "refused by {person}": "{person}不同意",
    "the drill has taken the {time} that it may": "演练已达到允许的最长时间 {time}",
    "{probe} failed {count} times in a row, and it has no part in this drill": "旁观服务 {probe} 连续失败 {count} 次",
    "{probe} failed or took longer than {time} {count} times in a row, and it has no part in this drill": "旁观服务 {probe} 连续 {count} 次失败或慢于 {time}",
    # people
    "waived": "已豁免",
    "approved by {people}": "由 {people} 同意",
    "{have} of {people} approved within {time}": "{time} 内要求 {people} 人同意，实有 {have} 人",
    "done by {person}": "由 {person} 执行",
    "done by {person}, confirmed by {other}": "由 {person} 执行，{other} 复核",
    "done by {person}, and {other} did not confirm it": "由 {person} 执行，{other} 复核不通过",
    "{person} says that it cannot be done": "{person} 报告无法执行",
    "nobody of role {role} reported it within {time}": "{time} 内没有角色 {role} 的人员报告执行",
    "nobody of role {role} confirmed it within {time}": "{time} 内没有角色 {role} 的人员复核",
    "reported at the terminal": "在终端报告",
    # repeats and time-outs
    "attempt {number}": "第 {number} 次",
    "stopped waiting: {reason}; it may have taken effect": "不再等待：{reason}，可能已经生效",
    "not tried again: {reason}": "不再重试：{reason}",
    "the {time} that {step} may take in all are over": "{step} 的总时限 {time} 已到",
    # reconciliation and markers
    "{count} writes are missing though they were written again": "追补后仍有 {count} 笔缺失",
    "ledger {ledger}: the read-back broke off after {count} rows": "校验流水 {ledger}：回读在 {count} 行之后中断",
    "the query found {found}; it should find one value": "查询得到 {found}，应为一个值",
    # readiness
    "it could not be looked at: {reason}": "无法查看：{reason}",
    "{free} free at {path}, {share} % of {whole}": "{path} 可用 {free}，占 {whole} 的 {share} %",
    "{free} free at {path}, {share} % of {whole}; {wanted} and {least} % are wanted": "{path} 可用 {free}，占 {whole} 的 {share} %；要求 {wanted} 且 {least} %",
    "none of {total} files like {match} under {path} is younger than {age} and at least {size} bytes": "{path} 下 {total} 个 {match} 文件中，没有一个新于 {age} 且不小于 {size} 字节",
    "{fresh} of {total} files like {match} under {path} are younger than {age} and at least {size} bytes": "{path} 下 {total} 个 {match} 文件中，{fresh} 个新于 {age} 且不小于 {size} 字节",
    "the host's clock is {least} to {most} ms ahead of the controller's": "主机时钟比主控端快 {least} 至 {most} ms",
    "the host's clock is {least} to {most} ms ahead of the controller's; {below} ms are allowed": "主机时钟比主控端快 {least} 至 {most} ms，允许 {below} ms",
    "the trial lease did not fire by itself in time; it was taken back": "试验性自动撤除没有按时触发，已收回",
    "{processors} processors, {memory} of memory, load {load} %": "处理器 {processors} 个，内存 {memory}，负载 {load} %",
    "{processors} processors, {memory} of memory, load {load} %; {wanted} processors, {least} and at most {most} % are wanted": "处理器 {processors} 个，内存 {memory}，负载 {load} %；要求处理器 {wanted} 个、内存 {least}、负载不高于 {most} %",
    "the trial lease was installed, {fired}, and is gone": "试验性自动撤除已安装、触发（{fired}）并清除",
    "{streaming} of {all} standbys stream": "{all} 个备库中 {streaming} 个处于流复制状态",
    "{streaming} of {all} standbys stream; {wanted} are wanted": "{all} 个备库中 {streaming} 个处于流复制状态，要求 {wanted} 个",
    "{streaming} of {all} standbys stream, and these are too far behind: {names}": "{all} 个备库中 {streaming} 个处于流复制状态，下列备库落后过多：{names}",
    # faults on networks, names and power
    "it said that it would cut this way in, and is silent since: {detail}": "主机事先声明会切断这条连接，此后不再应答：{detail}",
    "the way in is cut within {time} of this answer, for one lease: nobody can renew it": "应答后 {time} 内切断连接，持续一个自动撤除期限，无法续期",
    "the rules of this step are not there": "没有找到本步骤的规则",
    "no rule of this step is there": "本步骤的规则均已不在",
    "{interface} is up, with its addresses and routes": "{interface} 已启用，地址与路由齐全",
    "{interface} is up, but without {what}": "{interface} 已启用，但缺少 {what}",
    "nothing to take down: {interface} is down already": "{interface} 原本就未启用，无可断开",
    "names lead to wrong addresses: {names}": "域名已解析到错误地址：{names}",
    "no line of this step is in {file}": "{file} 中没有本步骤的行",
    "cannot tell whether {host} has power": "无法得知 {host} 是否通电",
    "nothing to power off: {host} is off": "{host} 原本就未通电",
    # notices
    "no answer ({why}); it may have been delivered": "没有应答（{why}），可能已送达",
    "no connection ({why}); nothing was sent": "没有连接（{why}），没有发出",
    "the server refused it: {why}": "服务器拒绝：{why}",
    "accepted by the server: {why}": "服务器已接受：{why}",
    "every recipient was refused: {why}": "所有收件人均被拒绝：{why}",
    "{reason}; nothing was sent": "{reason}，没有发出",
    "no answer in time; it may still have taken effect": "未在时限内应答，可能仍已生效",
    "nothing was sent: {reason}": "没有发出任何指令：{reason}",
    "the attempt broke ({what}); it may have taken effect": "执行中断（{what}），可能已经生效",
    "nobody looked": "没有核实",
    "it was undone": "已经撤除",
    "connection lost": "连接中断",
    "ok": "成功",
    "failed": "失败",
    "unknown": "结果不明",
    "skipped": "未执行",
}


def _pattern(template: str) -> re.Pattern[str]:
    parts = Formatter().parse(template)
    return re.compile(
        "".join(re.escape(text) + (f"(?P<{name}>.+)" if name else "") for text, name, _, _ in parts), re.DOTALL
    )


def _literal(template: str) -> int:
    """Return how many characters of a template are its own; the more there are, the more it says."""
    return sum(len(text) for text, _, _, _ in Formatter().parse(template))


_PATTERNS: Final = tuple(
    (_pattern(template), REASONS[template]) for template in sorted(REASONS, key=_literal, reverse=True)
)


def reason(text: str) -> Text:
    """Return a reason from a journal in both languages; what stands inside it is translated too."""
    for pattern, chinese in _PATTERNS:
        if found := pattern.fullmatch(text):
            inside = {name: reason(part).zh for name, part in found.groupdict().items()}
            return Text(zh=chinese.format_map(inside), en=text)
    return Text(zh=text, en=text)

"""What is said about the registers, and about what scenarios cite from them, in English and Chinese."""

from __future__ import annotations

from typing import Final, Literal

# fmt: off
SAYINGS: Final[dict[str, tuple[str, str, str, str]]] = {
    # Times
    "not_a_time_of_day": ("{value} is not a time of day", 'write for example "09:15", in quotes',
                          "{value} 不是时刻", '请写例如 "09:15"，并加引号'),
    "not_a_moment": ("{value} is not a local date and time", 'write for example "2026-11-21 08:00", without a zone',
                     "{value} 不是本地日期时间", '请写例如 "2026-11-21 08:00"，不带时区'),
    "unknown_zone": ("this machine knows no time zone {value}", "write for example Asia/Shanghai",
                     "本机没有时区 {value}", "请写例如 Asia/Shanghai"),
    # What is cited
    "unknown_threat": ("there is no threat {name} in the taxonomy",
                       "write one of the list in docs/registers.md, or add it to threats in the risk file",
                       "威胁分类中没有 {name}", "请写 docs/registers.md 列表中的一项，或在风险登记表的 threats 中添加"),
    "risk_not_registered": ("the risk register has no risk {name}", "add it to {source}, or cite one that is there",
                            "风险登记表中没有风险 {name}", "请在 {source} 中登记，或改为已登记的风险"),
    "procedure_not_registered": ("no plan of the register has a procedure {name}",
                                 "add it to {source}, or cite one that is there",
                                 "预案登记表中没有处置程序 {name}", "请在 {source} 中登记，或改为已登记的程序"),
    "group_not_registered": ("the contacts have no group {name}", "add it to groups in {source}, or name one that is there",
                             "通讯录中没有联系组 {name}", "请在 {source} 的 groups 中添加，或改为已有的组"),
    "group_unreachable": ("the group {name} has no channel by which anybody could be told",
                          "give it channels in {source}",
                          "联系组 {name} 没有任何可用的通知渠道", "请在 {source} 中为其填写 channels"),
    "register_needed": ("{name} is cited, and no {register} was given to find it in", "give it with {option}",
                        "引用了 {name}，但没有提供{register_zh}", "请用 {option} 提供"),
    # Contacts
    "bad_email": ("{value} is not an e-mail address", "write for example duty@firm.example",
                  "{value} 不是电子邮件地址", "请写例如 duty@firm.example"),
    "channel_lacks": ("a channel of kind {kind} needs {name}", "write {name}",
                      "{kind} 类渠道需要 {name}", "请填写 {name}"),
    "channel_cannot_use": ("a channel of kind {kind} has no use for {name}", "take {name} out, or write another kind",
                           "{kind} 类渠道不使用 {name}", "请删除 {name}，或改写 kind"),
    # Risks
    "matrix_falls": ("the matrix gives a worse consequence, or a likelier event, a lower level",
                     "let the levels of each row and each column never fall",
                     "矩阵中后果更重或可能性更大时风险等级反而更低", "请使每行、每列的等级不下降"),
    # Calendar
    "blackout_empty": ("the blackout ends before it begins", "write a `to` after its `from`",
                       "禁止时段的结束不晚于开始", "请使 to 晚于 from"),
    "calendar_lacks": ("the calendar does not say {name}", "write it, or name a shipped calendar as base",
                       "日历没有写明 {name}", "请填写，或用 base 指定自带日历"),
    "calendar_ends_before": ("the calendar knows nothing: {last} is before {first}",
                             "write a known_until that is not before known_from",
                             "日历的已知范围为空：{last} 早于 {first}", "请使 known_until 不早于 known_from"),
}
# fmt: on
MILDER: Final[dict[str, Literal["warning", "info"]]] = {}
"""What is less than an error."""

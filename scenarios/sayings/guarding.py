"""What is said about safeguards, people and registers, in English and Chinese."""

from __future__ import annotations

from typing import Final, Literal

# fmt: off
SAYINGS: Final[dict[str, tuple[str, str, str, str]]] = {
    # Safeguards
    "not_a_size": ("{value} is not a size", "write for example 500MB (units: B, kB, MB, GB, TB, KiB, MiB, GiB, TiB)",
                   "{value} 不是容量", "请写例如 500MB（单位：B、kB、MB、GB、TB、KiB、MiB、GiB、TiB）"),
    "not_free_space": ("{value} is neither a size nor a share of at most 100%", "write for example 5GB or 10%",
                       "{value} 既不是容量，也不是不超过 100% 的比例", "请写例如 5GB 或 10%"),
    "unknown_ready": ("{value} is no readiness check", "write one of: {known}",
                      "没有 {value} 这种就绪检查", "请写以下之一：{known}"),
    "lease_without_fault": ("no step puts a fault on any host, so there is no lease to try", "take the check out",
                            "没有任何故障步骤，无租约可验证", "请删除该检查"),
    "ready_on_powershell": ("{host} is entered by PowerShell, where this cannot be looked at", "leave that host out",
                            "{host} 使用 PowerShell，无法进行该检查", "请不要包含该主机"),
    "host_not_allowed": ("{name} is not one of safeguards.hosts", "take another host, or add it there",
                         "{name} 不在 safeguards.hosts 中", "请换主机，或将其加入"),
    "windows_disagree": ("the spans of one window have different {what}", "give them the same",
                         "同一窗口的各时段 {what} 不同", "请统一"),
    "calendar_needed": ("the window asks for the trading calendar, and none is given",
                        "give one with --calendar, for example --calendar shanghai-stocks",
                        "时间窗口需要交易日历，但没有提供", "请用 --calendar 提供，例如 --calendar shanghai-stocks"),
    "slower_than_timeout": ("the probe gives up after {timeout}, so nothing is ever slower than {value}",
                            "write less than the probe's timeout",
                            "探针 {timeout} 后即放弃，不会出现慢于 {value} 的应答", "请写小于探针 timeout 的值"),
    # People
    "gate_people_needed": ("a gate of several people needs to know who is who, and no contacts register is given",
                           "give one with --contacts contacts.yaml",
                           "多人审批需要确认人员身份，但没有提供通讯录（contacts）", "请用 --contacts contacts.yaml 提供"),
    "dual_people_needed": ("dual control needs to know who is who, and no contacts register is given",
                           "give one with --contacts contacts.yaml",
                           "双人复核需要确认人员身份，但没有提供通讯录（contacts）", "请用 --contacts contacts.yaml 提供"),
    "role_without_people": ("nobody in {source} has the role {name}", "add it to somebody's roles there{known}",
                            "{source} 中没有人担任 {name}", "请在其中为相应人员添加该角色{known}"),
    "too_few_holders": ("{people} different people are wanted, and {source} has {count} with the role {name}",
                        "give the role to more people, or ask fewer",
                        "需要 {people} 个不同的人，而 {source} 中担任 {name} 的只有 {count} 人",
                        "请增加担任该角色的人员，或减少人数"),
    "nobody_to_confirm": ("only {person} could do this, and only {person} could confirm it",
                          "give one of the roles to somebody else",
                          "只有 {person} 能执行，也只有 {person} 能复核", "请让其他人担任其中一个角色"),
    "contacts_needed": ("there is no contacts register to notify anybody by", "give one with --contacts contacts.yaml",
                        "没有通讯录（contacts），无法通知任何人", "请用 --contacts contacts.yaml 提供"),
    "group_without_channel": ("the group {name} has no channel, so a notice reaches nobody",
                              "add channels to it in {source}",
                              "联系人组 {name} 没有通知渠道", "请在 {source} 中为其添加 channels"),
    "register_needed": ("{what} are cited, and the register of {what} is not given", "give it with --{what} FILE",
                        "引用了 {what}，但没有提供对应的登记表", "请用 --{what} FILE 提供"),
    # interruptions by command
    "unguarded_interruption": (
        "a command that interrupts has no lease: if the runner is cut off, nothing takes {name} back by itself",
        "write a fault where one fits, for example fault: stop_service with stop, start and status",
        "以命令制造中断没有自动撤除期限：主控端失联时，{name} 不会自行撤销",
        "有合适的故障时请改用故障，例如 fault: stop_service，并写明 stop、start 和 status"),
    "nothing_restores": (
        "{name} interrupts by a command, and restore is empty, so nothing takes it back",
        "write under restore how it is undone, or use a fault, for example fault: stop_service with stop, start and status",
        "{name} 以命令制造中断，而 restore 阶段没有步骤，无法撤销",
        "请在 restore 下写明如何恢复，或改用故障，例如 fault: stop_service，并写明 stop、start 和 status"),
    "recovery_not_awaited": (
        "no step waits until {name} has been up for {hold}, as the BIA wants of it, so its RTO may have no upper bound",
        "write under verify a check of one of its probes or ledgers: {{check: {{probe: …, state: up, hold: {hold}}}}}",
        "没有步骤等待 {name} 持续正常 {hold}（BIA 对恢复的要求），其 RTO 可能没有上界",
        "请在 verify 下检查它的探测或校验流水：{{check: {{probe: …, state: up, hold: {hold}}}}}"),
}
# fmt: on
MILDER: Final[dict[str, Literal["warning", "info"]]] = {
    "unguarded_interruption": "warning",
    "recovery_not_awaited": "warning",
}
"""What a drill may be started with all the same."""

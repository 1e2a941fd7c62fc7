"""What is said about ledgers, in English and Chinese."""

from __future__ import annotations

from typing import Final

# fmt: off
SAYINGS: Final[dict[str, tuple[str, str, str, str]]] = {
    "unknown_ledger": ("{value} is no kind of ledger", "write one of: {known}",
                       "{value} 不是账本种类", "请写以下之一：{known}"),
    "ledger_many_hosts": ("the ledger's file can be on one host only, and {role} has several: {hosts}",
                          "give a role that has one host",
                          "账本文件只能放在一台主机上，而 {role} 有多台：{hosts}", "请写只含一台主机的角色"),
    "ledger_needs_sh": ("{host} is a host of PowerShell, and a ledger's file needs POSIX sh", "write to another host",
                        "{host} 使用 PowerShell，而文件账本需要 POSIX sh", "请改用其他主机"),
}
# fmt: on

"""What is said about probes, in English and Chinese."""

from __future__ import annotations

from typing import Final

# fmt: off
SAYINGS: Final[dict[str, tuple[str, str, str, str]]] = {
    "probe_many_hosts": ("a probe needs one host here, and {role} has several: {hosts}",
                         "give a role that has one host",
                         "此处只能有一台主机，而 {role} 有多台：{hosts}", "请写只含一台主机的角色"),
    "dns_expects_address": ("{value} is no address that a record of type {record} can hold",
                            "write an address such as 10.0.0.10 for A, 2001:db8::10 for AAAA",
                            "{value} 不是 {record} 记录的地址", "A 记录请写如 10.0.0.10，AAAA 记录请写如 2001:db8::10"),
}
# fmt: on

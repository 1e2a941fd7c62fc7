"""What is said about faults, in English and Chinese."""

from __future__ import annotations

from typing import Final, Literal

# fmt: off
SAYINGS: Final[dict[str, tuple[str, str, str, str]]] = {
    "partition_from_whom": ("a partition has another side, and none is named",
                            "write from (roles of this scenario), addresses, or both",
                            "网络隔断须有对端，但没有写明", "请写 from（本场景的角色）、addresses，或两者都写"),
    "bad_peer": ("{value} is neither an address nor a network nor a name", "write for example 10.0.0.7 or 10.0.0.0/24",
                 "{value} 不是地址、网段或主机名", "请写例如 10.0.0.7 或 10.0.0.0/24"),
    "bad_ports": ("{value} is neither a port nor a range of ports", "write for example 5432 or 8000-8010",
                  "{value} 不是端口或端口范围", "请写例如 5432 或 8000-8010"),
    "bad_host_name": ("{value} cannot be a host's name", "write for example db.example.com",
                      "{value} 不能作为主机名", "请写例如 db.example.com"),
    "bad_ip_address": ("{value} is not an IP address", "write for example 192.0.2.1, which leads nowhere",
                       "{value} 不是 IP 地址", "请写例如 192.0.2.1（该地址不通向任何主机）"),
    "port_or_ports": ("one way of naming ports is wanted", "write either port or ports",
                      "需要且只需要一种端口写法", "请写 port 或 ports 之一"),
    "nothing_degraded": ("nothing is made worse", "write delay, loss_percent, or both",
                         "没有要恶化的指标", "请写 delay、loss_percent，或两者都写"),
    "jitter_without_delay": ("there is jitter, but no delay", "write delay too", "写了 jitter，但没有 delay",
                             "请同时写 delay"),
    "fault_on_both_sides": ("{host} would be cut off from itself: it is on both sides",
                            "take it out of one of the roles", "{host} 同时在隔断的两侧，会与自身隔断",
                            "请将其从其中一侧的角色中去掉"),
    "isolated_too_long": ("nobody can undo this before its lease of {lease} is over, and safeguards.undo_within is {within}",
                          "write a shorter lease, or a longer undo_within",
                          "租约 {lease} 到期前无法撤销此故障，而 safeguards.undo_within 为 {within}",
                          "请缩短 lease，或加长 undo_within"),
    "unreachable_step": ("{step} runs on {host}, from which {fault} keeps the runner away",
                         "let it run elsewhere, or in restore after the undo",
                         "{step} 在 {host} 上执行，而故障 {fault} 会使执行机无法连接该主机",
                         "请改在其他主机上执行，或放到 restore 中撤销之后"),
    # Hosts and data
    "no_load": ("a load of nothing keeps nobody busy", "write a share such as load: 80%, up to 100%",
                "负载为零，没有效果", "请写例如 load: 80%，最大 100%"),
    "take_or_leave": ("one way of saying how much memory is wanted", "write either take or leave",
                      "需要且只需要一种内存数量写法", "请写 take 或 leave 之一"),
    "ahead_or_behind": ("a clock is put ahead or behind", "write either ahead or behind",
                        "时钟只能拨快或拨慢", "请写 ahead 或 behind 之一"),
    "damage_length": ("an overwriting needs a length of 1B to 1MiB", "write for example length: 8KiB",
                      "覆盖须写明长度，1B 至 1MiB", "请写例如 length: 8KiB"),
    "damage_size_unused": ("a size is given that {how} does not use", "take offset and length out, or choose another how",
                           "{how} 用不到所写的大小", "请删除 offset 和 length，或改写 how"),
    "bad_identifier": ("{value} is no identifier", "write letters, digits and _, as in public.orders; SQL is never taken",
                       "{value} 不是标识符", "请用字母、数字和下划线，例如 public.orders；不接受 SQL"),
    "rows_unbounded": ("rows without a bound would be the whole table", "write least, most, or both",
                       "没有界限就是整张表", "请写 least、most，或两者都写"),
}
# fmt: on
MILDER: Final[dict[str, Literal["warning", "info"]]] = {"unreachable_step": "warning"}

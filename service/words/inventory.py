"""Words of the inventory's command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "inventory.host": Text(zh="主机", en="host"),
    "inventory.way": Text(zh="登录", en="entered as"),
    "inventory.through": Text(zh="经由", en="through"),
    "inventory.by": Text(zh="凭据", en="by"),
    "inventory.environment": Text(zh="环境", en="environment"),
    "inventory.site": Text(zh="站点", en="site"),
    "inventory.owner": Text(zh="负责人", en="owner"),
    "inventory.shell": Text(zh="脚本", en="shell"),
    "inventory.not_stated": Text(zh="未写明", en="not stated"),
    "inventory.key": Text(zh="密钥", en="key"),
    "inventory.authority": Text(zh="临时证书", en="signed by"),
    "inventory.certificate": Text(zh="证书", en="certificate"),
    "inventory.password": Text(zh="口令", en="password"),
    "inventory.agent": Text(zh="ssh-agent", en="agent"),
}

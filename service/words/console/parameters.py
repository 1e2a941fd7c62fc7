"""Words for parameters that many scenarios have and few give a title: what the console calls them then."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "console.parameter.account": Text(zh="操作系统账号", en="Account on the hosts"),
    "console.parameter.app_url": Text(zh="应用健康检查地址", en="Address of the application's health"),
    "console.parameter.archive": Text(zh="日志归档目录", en="Folder of archived logs"),
    "console.parameter.backend": Text(zh="后端服务名称", en="Name of the backend"),
    "console.parameter.backups": Text(zh="备份目录", en="Folder of backups"),
    "console.parameter.beside_port": Text(zh="恢复实例端口", en="Port of the restored instance"),
    "console.parameter.config": Text(zh="配置文件", en="Configuration file"),
    "console.parameter.data": Text(zh="数据目录", en="Data folder"),
    "console.parameter.database": Text(zh="数据库", en="Database"),
    "console.parameter.entry": Text(zh="访问入口地址", en="Address of the entry"),
    "console.parameter.entry_port": Text(zh="访问入口端口", en="Port of the entry"),
    "console.parameter.entry_url": Text(zh="访问入口网址", en="Web address of the entry"),
    "console.parameter.interface": Text(zh="网络接口", en="Network interface"),
    "console.parameter.kept": Text(zh="保留文件", en="File that is kept"),
    "console.parameter.ledger_port": Text(zh="校验流水端口", en="Port of the ledger"),
    "console.parameter.ledger_url": Text(zh="校验流水地址", en="Address of the ledger"),
    "console.parameter.line": Text(zh="线路开关文件", en="File that switches the line"),
    "console.parameter.master": Text(zh="主节点名称", en="Name of the master"),
    "console.parameter.members": Text(zh="集群成员数", en="Members of the cluster"),
    "console.parameter.name": Text(zh="名称", en="Name"),
    "console.parameter.pid_file": Text(zh="进程号文件", en="File with the process number"),
    "console.parameter.port": Text(zh="端口", en="Port"),
    "console.parameter.power_off": Text(zh="断电命令", en="Command that takes the power away"),
    "console.parameter.power_on": Text(zh="上电命令", en="Command that gives the power back"),
    "console.parameter.power_status": Text(zh="电源状态命令", en="Command that tells of the power"),
    "console.parameter.relay": Text(zh="链路限速控制文件", en="File that holds the link back"),
    "console.parameter.scratch": Text(zh="临时恢复目录", en="Folder to restore into"),
    "console.parameter.server_name": Text(zh="服务器名称", en="Name of the server"),
    "console.parameter.url": Text(zh="服务地址", en="Address of the service"),
    "console.parameter.waits_for": Text(zh="同步等待的备库", en="Standby that is waited for"),
}

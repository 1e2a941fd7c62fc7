"""Words about settings: under `setting.<key>` what each decides, and what `config` prints."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "settings.title": Text(zh="运行设置", en="The settings"),
    "settings.page": Text(
        zh="不写任何设置即可运行：SQLite、单进程、仅本机可达。需要改动时写入 `drillproof.yaml`，用 `--config FILE` 或变量 `DRILLPROOF_CONFIG` 指定；"
        "两者都没有时读取当前目录下的 `drillproof.yaml`。环境变量优先于文件，命令行选项优先于环境变量：`listen.port` 对应 `DRILLPROOF_LISTEN__PORT`"
        "（层级之间用两个下划线），取多个值时用逗号分隔。文件中的相对路径从该文件所在目录算起，其他地方的从执行命令的目录算起。键名或取值有误（包括未知的"
        " `DRILLPROOF_` 变量）时启动即被拒绝，一次列出全部问题，并指出 文件:行:列、变量名或选项名。`drillproof config check` 只检查而不启动，"
        "`config show` 显示每个取值及其来源（口令以 `***` 代替），`config schema` 输出供编辑器使用的格式定义。机构的制度规定不在此处，见 policy.md。"
        "本页由 `python -m service.settings.reference` 从代码生成。",
        en="Nothing has to be set: SQLite, one process, reached from this machine only. What is to be otherwise stands in `drillproof.yaml`, "
        "named by `--config FILE` or the variable `DRILLPROOF_CONFIG`; without both, `drillproof.yaml` of the current folder is read if there is one. "
        "A variable goes before the file and an option before a variable: `listen.port` is `DRILLPROOF_LISTEN__PORT` (two underscores between levels); "
        "several values are separated by commas. A relative path in the file starts at the file's folder, any other where the command was called. "
        "A wrong key or value, an unknown `DRILLPROOF_` variable too, is refused at start, everything at once, with file:line:column or the name of the variable or option. "
        "`drillproof config check` checks without starting, `config show` prints every value and who said it (passwords as `***`), `config schema` the form for editors. "
        "What the firm has decided does not stand here but in the policy (policy.md). This page is written from the code by `python -m service.settings.reference`.",
    ),
    "settings.column.key": Text(zh="键", en="key"),
    "settings.column.form": Text(zh="取值", en="value"),
    "settings.column.default": Text(zh="缺省", en="default"),
    "settings.column.about": Text(zh="决定什么", en="what it decides"),
    "settings.form.duration": Text(zh="时长，如 500ms、30s、10m", en="a duration, as 500ms, 30s, 10m"),
    "settings.form.number": Text(zh="{least} 至 {most} 的整数", en="a whole number, {least} to {most}"),
    "settings.form.truth": Text(zh="true 或 false", en="true or false"),
    "settings.form.path": Text(zh="路径", en="a path"),
    "settings.form.text": Text(zh="文本", en="text"),
    "settings.form.list": Text(zh="若干：{each}", en="several: {each}"),
    "settings.form.secret": Text(
        zh="文本，或 {{file: …}}、{{env: …}}、{{vault: …}}", en="text, or {{file: …}}, {{env: …}}, {{vault: …}}"
    ),
    "settings.unset": Text(zh="未设置", en="not set"),
    # The commands
    "config.fine": Text(zh="运行设置无误：{file}", en="the settings are right: {file}"),
    "config.no_file": Text(
        zh="无配置文件，取自选项、环境变量与缺省值", en="no file; from options, variables and defaults"
    ),
    "config.key": Text(zh="键", en="key"),
    "config.value": Text(zh="取值", en="value"),
    "config.source": Text(zh="来源", en="said by"),
    "config.default": Text(zh="缺省", en="default"),
    # What is refused because there is no room
    "denied.viewers_full": Text(
        zh="已有 {most} 人在观看演练实况，达到上限（limits.viewers）；请稍后再试，或用 GET /api/v1/drills/… 查看进展",
        en="{most} viewers follow drills live already, which is the limit (limits.viewers); try again later, or look by GET /api/v1/drills/…",
    ),
    "denied.drill_viewers_full": Text(
        zh="已有 {most} 人在观看演练 {drill}，达到上限（limits.viewers_per_drill）；请稍后再试，或用 GET /api/v1/drills/{drill} 查看进展",
        en="{most} viewers follow drill {drill} already, which is the limit (limits.viewers_per_drill); try again later, or look by GET /api/v1/drills/{drill}",
    ),
    "denied.requests_full": Text(
        zh="正在处理 {most} 个请求，达到上限（limits.requests）；请 1 秒后再试",
        en="{most} requests are being answered, which is the limit (limits.requests); try again in a second",
    ),
    "denied.connections_full": Text(
        zh="已有 {most} 个连接，达到上限（limits.connections）；请 1 秒后再试",
        en="there are {most} connections, which is the limit (limits.connections); try again in a second",
    ),
    "denied.drills_full": Text(
        zh="已有 {count} 个演练在进行，达到上限（limits.drills）；请等其中一个结束",
        en="{count} drills run already, which is the limit (limits.drills); wait until one of them has ended",
    ),
    # What each key decides
    "setting.database": Text(
        zh="数据库：SQLite 文件的路径，或 postgresql://user@host:5432/name。可改写为 {{file: …}}、{{env: …}} 或 {{vault: …}}，由该处读取完整地址与口令。",
        en="The database: the path of an SQLite file, or postgresql://user@host:5432/name. Instead {{file: …}}, {{env: …}} or {{vault: …}} name where the whole URL with its password is read.",
    ),
    "setting.home": Text(
        zh="存放演练目录、附件与证据的文件夹。未设置时：SQLite 为数据库文件所在目录，PostgreSQL 为 var/service。",
        en="The folder of drills, attachments and evidence. Not set: beside an SQLite file; var/service with PostgreSQL.",
    ),
    "setting.policy": Text(
        zh="机构制度文件（policy.md）。未设置时取最严格者。",
        en="The firm's policy (policy.md). Not set: the strict one.",
    ),
    "setting.roots": Text(
        zh="演练卷宗可引用其中文件的文件夹。未设置时：当前目录、home 与随附脚本。",
        en="Folders whose files dossiers may name. Not set: the current folder, home and what ships.",
    ),
    "setting.runners": Text(
        zh="演练在哪里执行：here 为本进程，queue 为各站点的执行节点（drillproof worker，需要 PostgreSQL）。",
        en="Where drills run: here in this process, or by queue on the workers of the sites (drillproof worker; needs PostgreSQL).",
    ),
    "setting.patience": Text(
        zh="运行中的演练在数据库不可用、忙或写满时最多等待多久：期间继续探测与续租，不开始新动作。",
        en="How long a running drill waits for a database that is away, busy or full: probes and leases go on, no new act begins.",
    ),
    "setting.on_stop": Text(
        zh="进程被要求停止（SIGTERM）时，运行中的演练是恢复（restore）还是移交（hand_over）。未设置时：本进程内执行的恢复，执行节点移交。",
        en="Whether a drill that runs when the process is told to stop (SIGTERM) is restored or handed over. Not set: restored where it runs in the service, handed over by a worker.",
    ),
    "setting.grace": Text(
        zh="移交前最多等待正在进行的动作多久。", en="How long acts under way are waited for before a hand-over."
    ),
    "setting.evidence_key": Text(
        zh="签署证据的 Ed25519 私钥（PEM）。未设置时证据不签名，健康状态中会说明。",
        en="The private Ed25519 key (PEM) that signs evidence. Not set: evidence is not signed, and health says so.",
    ),
    "setting.evidence_key_password_file": Text(
        zh="一个文件，其首行是证据签名密钥的口令；仅本账号可读。未设置时密钥须不带口令。",
        en="A file whose first line is the password of evidence_key, for this account alone. Not set: the key has none.",
    ),
    "setting.archive": Text(zh="证据包的长期归档。", en="Where bundles are kept for years."),
    "setting.archive.to": Text(
        zh="归档目录（须已存在，最好在另一台机器上）；其中的文件只写一次。",
        en="A directory that is there already, best on another machine; what is put into it is written once.",
    ),
    "setting.archive.bucket": Text(
        zh="S3 兼容存储的存储桶；密钥与区域按 boto3 的方式提供（环境变量等）。",
        en="A bucket of an S3-compatible store; keys and region come from where boto3 looks for them (environment and the like).",
    ),
    "setting.archive.endpoint": Text(zh="S3 兼容存储的地址。", en="The address of the S3-compatible store."),
    "setting.archive.prefix": Text(zh="对象名前缀。", en="What the names of the objects begin with."),
    "setting.archive.lock": Text(
        zh="要求存储在保存期限届满前拒绝删除（对象锁定）；保存期限为永久时不设。",
        en="Asks the store to refuse deletions until the retention profile is over (object lock); not asked where it never is.",
    ),
    "setting.archive.check": Text(
        zh="隔多久把归档中的全部证据包取回核验一遍。", en="How often everything in the archive is fetched and verified."
    ),
    "setting.archive.trust": Text(
        zh="核验归档时使用的信任文件。", en="The trust file that the archive is verified with."
    ),
    "setting.listen": Text(
        zh="API 在何处监听、如何受保护。", en="Where the API listens, and how it is protected there."
    ),
    "setting.listen.host": Text(
        zh="监听地址。非本机地址需要 TLS。", en="The address to listen on. Beyond this machine TLS is needed."
    ),
    "setting.listen.port": Text(zh="监听端口。", en="The port to listen on."),
    "setting.listen.tls_cert": Text(zh="证书及其证书链（PEM）。", en="The certificate with its chain (PEM)."),
    "setting.listen.tls_key": Text(
        zh="证书的私钥（PEM），其他用户不可读。", en="The certificate's key (PEM), unreadable for others."
    ),
    "setting.listen.names": Text(
        zh="调用方可以用哪些名称访问本服务（请求头 Host）。", en="What callers may call this service (the header Host)."
    ),
    "setting.listen.proxy": Text(
        zh="采信其 X-Forwarded-For 的代理地址。", en="The address of the proxy whose X-Forwarded-For is believed."
    ),
    "setting.listen.unprotected": Text(
        zh="是否在没有 TLS 的情况下对外监听。", en="Whether to listen beyond this machine without TLS."
    ),
    "setting.worker": Text(zh="执行节点（drillproof worker）的身份。", en="What a worker (drillproof worker) is."),
    "setting.worker.site": Text(zh="执行节点所在站点。", en="The site that the worker stands in."),
    "setting.worker.reaches": Text(
        zh="执行节点还能到达哪些站点的主机。", en="Other sites whose hosts the worker can reach."
    ),
    "setting.worker.drills": Text(zh="一个执行节点同时执行多少个演练。", en="Drills that one worker runs at once."),
    "setting.worker.name": Text(
        zh="执行节点的名称。未设置时由主机名与进程组成。",
        en="What the worker is called. Not set: made of host and process.",
    ),
    "setting.takeover": Text(
        zh="执行节点何时可以动作、何时被接管。全部用单调时钟计量，不受时钟跳变影响；所有执行节点须取相同值。",
        en="When a worker may act and when another takes over. Measured on monotonic clocks, so a stepped clock changes nothing; all workers must have the same values.",
    ),
    "setting.takeover.beat": Text(zh="执行节点的心跳间隔。", en="How often a worker says that it lives."),
    "setting.takeover.act": Text(
        zh="最后一次成功心跳之后多久内仍可开始动作，须比 after 至少短 1 秒。",
        en="How long after its last beat that arrived a worker may still begin an act; at least a second less than after.",
    ),
    "setting.takeover.after": Text(
        zh="心跳停止多久后由其他执行节点接管。", en="How long a worker's beats stand still before another takes over."
    ),
    "setting.backup": Text(zh="备份。", en="Backups."),
    "setting.backup.to": Text(
        zh="备份写入的文件夹（drillproof backup）。", en="The folder that backups are written to (drillproof backup)."
    ),
    "setting.limits": Text(
        zh="同时允许多少。超出者被拒绝并说明原因与何时再试，已在进行的不受影响。",
        en="How much at once. What is above is refused with the reason and when to try again; nothing under way is broken off.",
    ),
    "setting.limits.connections": Text(
        zh="API 同时保持的连接数；超出者答复 503。", en="Connections to the API at once; more are answered 503."
    ),
    "setting.limits.requests": Text(
        zh="API 同时处理的请求数（不含观看者）；超出者答复 503。",
        en="Requests being answered at once, viewers aside; more are answered 503.",
    ),
    "setting.limits.viewers": Text(
        zh="同时观看演练实况的人数；超出者答复 503。",
        en="Viewers that follow drills live at once; more are answered 503.",
    ),
    "setting.limits.viewers_per_drill": Text(
        zh="同时观看同一演练的人数；超出者答复 503。", en="Viewers of one drill at once; more are answered 503."
    ),
    "setting.limits.drills": Text(
        zh="同时进行的演练数；超出者由闸门拒绝启动。",
        en="Drills that run at once; the guard refuses the start of more.",
    ),
    "setting.report": Text(zh="报告的样式。", en="How reports look."),
    "setting.report.template": Text(
        zh="机构报告模板所在目录：firm.yaml（名称、密级、编号、附加章节）和标志图，见 docs/reports.md。用于 API 与控制台给出的报告，不影响任何数字，也不影响存档的证据。",
        en="The folder of the firm's template: firm.yaml (names, classification, number, extra sections) and the logo; see docs/reports.md. "
        "For the reports of the API; it changes no figure, and no filed evidence.",
    ),
    "setting.log": Text(zh="写到标准错误的日志。", en="What is logged to standard error."),
    "setting.log.level": Text(zh="从哪一级开始记录。", en="The least level that is logged."),
    "setting.log.form": Text(
        zh="text 为一行文本，json 为一行一个 JSON 对象。", en="text: a line each; json: one JSON object a line."
    ),
}

"""What each metric says: one sentence, with its unit and what its labels can be; and the page that lists them."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

_PROVED: Final[dict[str, Text]] = {
    "metric.drillproof_rto_seconds": Text(
        zh="最近一次演练实际达到的恢复时间，区间的两端（bound：lower、upper）",
        en="Achieved recovery time of the newest drill: both ends of the interval that contains it.",
    ),
    "metric.drillproof_rpo_seconds": Text(
        zh="最近一次演练实际达到的恢复点，区间的两端（bound：lower、upper）",
        en="Achieved recovery point of the newest drill: both ends of the interval that contains it.",
    ),
    "metric.drillproof_rto_target_seconds": Text(zh="BIA 规定的 RTO 目标", en="Target recovery time of the BIA."),
    "metric.drillproof_rpo_target_seconds": Text(zh="BIA 规定的 RPO 目标", en="Target recovery point of the BIA."),
    "metric.drillproof_verdict": Text(
        zh="最近一次演练的判定取值为 1，其余两种为 0（objective：rto、rpo；verdict：met、inconclusive、missed）",
        en="1 for the verdict of the newest drill, 0 for the two others.",
    ),
    "metric.drillproof_ledger_writes": Text(
        zh="最近一次演练的账本写入按去向计数；still_missing 仅在做过数据补录时出现",
        en="Ledger writes of the newest drill by what became of them; still_missing only where they were made up for.",
    ),
    "metric.drillproof_recovery_phase_seconds": Text(
        zh="最近一次演练 RTO 的各组成部分（detect、decide、switch、verify，及其中等待人员 people），区间的两端",
        en="The parts of the newest drill's recovery time, and the wait for people inside them: both ends.",
    ),
    "metric.drillproof_last_drill_timestamp_seconds": Text(
        zh="最近一次演练结束的时刻（Unix 时间）", en="When the newest drill ended, in Unix time."
    ),
    "metric.drillproof_last_drill_restored": Text(
        zh="最近一次演练是否已证明复原：1 是，0 否",
        en="1 where restoration after the newest drill was proved, 0 where it was not.",
    ),
    "metric.drillproof_last_drill_signed": Text(
        zh="最近一次演练的证据是否已签名：1 是，0 否",
        en="1 where the newest drill's evidence is signed, 0 where it is not.",
    ),
    "metric.drillproof_last_proof_timestamp_seconds": Text(
        zh="最近一次证明达标的演练结束的时刻（Unix 时间）；从未证明则没有此序列",
        en="When the newest drill ended that proved the targets, in Unix time; no series where none did.",
    ),
    "metric.drillproof_last_drill": Text(
        zh="上述数字出自哪次演练、哪个脚本，用于跳转到演练页面",
        en="Which drill the figures come from.",
    ),
}
_PROGRAMME: Final[dict[str, Text]] = {
    "metric.drillproof_service_standing": Text(
        zh="系统在演练计划中的状态取值为 1，其余为 0（ok、due 临期、overdue 逾期、stale 证明失效、unproven 未证明）",
        en="1 for how a service stands in the programme, 0 for the others (ok, due, overdue, stale, unproven).",
    ),
    "metric.drillproof_proof_stale": Text(
        zh="已有的证明是否因变更而失效：1 是，0 否；从未证明则没有此序列",
        en="1 where what was proved has changed since, 0 where it holds; no series where nothing was proved.",
    ),
    "metric.drillproof_next_drill_due_timestamp_seconds": Text(
        zh="下一次演练的最后期限（Unix 时间，当日结束时）；规则没有读到频次数字则没有此序列",
        en="The deadline of the next drill, the end of that day in Unix time; no series where no rule has a figure.",
    ),
    "metric.drillproof_reports_owed": Text(
        zh="尚未报送的报告数（state：open 期限内，overdue 已逾期）",
        en="Reports to be sent after drills: open within their deadline, overdue past it.",
    ),
    "metric.drillproof_findings": Text(zh="问题整改项按状态计数", en="Findings by status."),
    "metric.drillproof_open_findings": Text(
        zh="未了结的问题按严重程度与存在时长计数（age：week 一周内、month 30 天内、quarter 91 天内、older 更久）",
        en="Unsettled findings by severity and age: within a week, a month (30 days), a quarter (91 days), or older.",
    ),
    "metric.drillproof_overdue_findings": Text(
        zh="已过整改期限仍未了结的问题，按严重程度计数", en="Unsettled findings past their date, by severity."
    ),
}
_DRILLS: Final[dict[str, Text]] = {
    "metric.drillproof_drills": Text(zh="演练按状态计数", en="Drills in the journal by status."),
    "metric.drillproof_drills_under_way": Text(
        zh="未结束的演练中，正在复原（restoring）或中断后等待人员决定（undecided）的数目",
        en="Drills without an end that have turned to restoring, or were interrupted and wait for a person to decide.",
    ),
    "metric.drillproof_open_drill_runs": Text(
        zh="未结束的演练先后由多少个执行进程承担，按接手原因（why）计数",
        en="Runners that drills without an end have had, by why each came (see `runs` of a drill).",
    ),
    "metric.drillproof_unrestored_drills": Text(
        zh="24 小时内结束而未证明复原的演练数",
        en="Drills that ended within a day and whose restoration was not proved.",
    ),
    "metric.drillproof_emergency_stops": Text(zh="尚未解除的紧急停止数", en="Emergency stops that nobody has lifted."),
    "metric.drillproof_drill": Text(
        zh="正在进行的演练及其脚本；结束后再保留 5 分钟",
        en="A drill that runs, and its scenario; kept for 5 minutes after.",
    ),
    "metric.drillproof_drill_start_timestamp_seconds": Text(
        zh="演练开始的时刻（Unix 时间）", en="When a running drill began, in Unix time."
    ),
    "metric.drillproof_drill_phase": Text(
        zh="演练当前所处阶段取值为 1，其余为 0", en="1 for the phase that a running drill is in, 0 for the others."
    ),
    "metric.drillproof_drill_phase_start_timestamp_seconds": Text(
        zh="演练各阶段首个步骤开始的时刻（Unix 时间），用作图上标注",
        en="When the first step of each phase of a running drill began, in Unix time; for annotations.",
    ),
    "metric.drillproof_drill_steps": Text(
        zh="演练的步骤按状态计数（planned、running、ok、failed、unknown、skipped）",
        en="Steps of a running drill by state (planned, running, ok, failed, unknown, skipped).",
    ),
    "metric.drillproof_drill_waiting_seconds": Text(
        zh="演练已等待人员批准或操作的秒数，0 为未在等待",
        en="For how long a running drill has waited for people, 0 where it does not.",
    ),
    "metric.drillproof_outage_seconds": Text(
        zh="自中断事件起的计时：服务首次失败前为 0，恢复后停住",
        en="The clock since the interruption: 0 before the service fails, standing once it answers again.",
    ),
    "metric.drillproof_outage_target_seconds": Text(
        zh="该次演练方案中的 RTO 目标", en="The target recovery time in the plan of a running drill."
    ),
    "metric.drillproof_service_up": Text(
        zh="演练中观测到的服务可用性：1 可用，0 不可用；尚无观测则没有此序列",
        en="1 where everything that looks at a service in a running drill is answered, 0 where not.",
    ),
    "metric.drillproof_step_duration_seconds": Text(
        zh="步骤在一台主机上的用时，自进程启动起累计（按阶段与结果）；样例（exemplar）给出演练编号",
        en="How long steps took on a host since this process began, by phase and outcome; exemplars name the drill.",
    ),
}
_WATCH: Final[dict[str, Text]] = {
    "metric.drillproof_probe_lateness_seconds": Text(
        zh="探测实际发出比节拍晚多少，自进程启动起累计", en="How late probes were sent, against their beat."
    ),
    "metric.drillproof_probe_samples": Text(
        zh="探测次数，按系统与结果（ok、failed、unknown 通路中断无从得知）",
        en="Looks of probes by service and result; unknown where the way to it was broken.",
    ),
    "metric.drillproof_probe_missed_beats": Text(
        zh="没有探测的节拍数，按系统", en="Beats that went by without a look, by service."
    ),
    "metric.drillproof_ledger_answers": Text(
        zh="账本写入得到的结果数（ok、fail、info 不确定），按系统",
        en="Ledger writes that came to an end, by service and outcome (ok, fail, info: not known).",
    ),
    "metric.drillproof_watch_reports": Text(
        zh="探测与账本进程的动态（started、adopted、stalled 停滞、lost 丢失、stopped）",
        en="News of prober and ledgers: started, adopted, stalled, lost, stopped.",
    ),
    "metric.drillproof_watch_silence_seconds": Text(
        zh="正在进行的演练最新样本距今的秒数", en="How old the newest samples of a running drill are."
    ),
    "metric.drillproof_journal_wait_seconds": Text(
        zh="正在进行的演练等待日志库的秒数", en="For how long a running drill has waited for its journal."
    ),
    "metric.drillproof_ssh_errors": Text(
        zh="发往主机的命令未能得到结果的次数（act：step、undo；kind：not_sent 确定未发出，lost 结局未知）",
        en="Commands to hosts that certainly were not sent, or whose end nobody knows (not_sent, lost), by act.",
    ),
    "metric.drillproof_lease_failures": Text(
        zh="故障租约续期失败的次数", en="Renewals of a fault's lease that failed or whose end nobody knows."
    ),
}
_EVIDENCE: Final[dict[str, Text]] = {
    "metric.drillproof_evidence_drills": Text(
        zh="已结束的演练按证据状态计数（signed 已签名、unsigned 未签名、missing 未归档或已清理）",
        en="Closed drills by their evidence: signed, unsigned, or missing (never filed, or cleared away).",
    ),
    "metric.drillproof_archive_bundles": Text(
        zh="上次全部核验时归档库中的证据包数", en="Bundles in the archive when all of it was verified last."
    ),
    "metric.drillproof_archive_wrong": Text(
        zh="上次核验未通过的归档证据包数", en="Bundles of the archive that failed their last verification."
    ),
    "metric.drillproof_archive_check_age_seconds": Text(
        zh="距上次核验全部归档的秒数", en="Seconds since all of the archive was verified."
    ),
}
_SERVICE: Final[dict[str, Text]] = {
    "metric.drillproof_ready": Text(
        zh="现在能否启动演练：1 能，0 不能", en="1 where a drill could start now, 0 where none could."
    ),
    "metric.drillproof_health": Text(
        zh="平台各部分所处状态取值为 1，其余两种为 0（ok、degraded、failing）",
        en="1 for the state that a part of the service is in, 0 for the two others.",
    ),
    "metric.drillproof_workers": Text(
        zh="执行节点数（alive 有心跳、stale 心跳停止、other_version 版本不同）；演练在本进程执行时均为 0",
        en="Workers: alive, stale (no beat), of another version; all 0 where drills run in this process.",
    ),
    "metric.drillproof_queue_drills": Text(zh="等待执行节点的演练数", en="Drills that wait for a worker."),
    "metric.drillproof_queue_oldest_seconds": Text(
        zh="等待执行节点最久的演练已等待的秒数", en="For how long the drill that waits longest has waited for a worker."
    ),
    "metric.drillproof_sites_without_worker": Text(
        zh="没有存活执行节点可达的站点数", en="Sites whose hosts no living worker reaches."
    ),
    "metric.drillproof_database_latency_seconds": Text(
        zh="数据库对上次检查的应答用时；没有应答时为已等待的时间",
        en="How long the database took to answer the last look, or for how long it has not.",
    ),
    "metric.drillproof_clock_step_seconds": Text(
        zh="一小时内系统时钟的最大跳变（秒，可为负）",
        en="The largest step of the wall clock within the last hour, in either direction.",
    ),
    "metric.drillproof_disk_free_bytes": Text(
        zh="可用磁盘空间（place：home 数据目录、database 数据库所在目录）",
        en="Free room of the service's home, and of the database's folder where it lies elsewhere.",
    ),
    "metric.drillproof_disk_needed_bytes": Text(
        zh="启动演练要求的最小可用空间", en="The room that has to be free for a drill to start."
    ),
    "metric.drillproof_chore_age_seconds": Text(
        zh="后台例行工作距上次成功的秒数", en="Seconds since the last good round of a chore that this process does."
    ),
    "metric.drillproof_chore_failures": Text(
        zh="后台例行工作自上次成功以来的失败次数", en="Failures of a chore since its last good round."
    ),
    "metric.drillproof_loop_lag_seconds": Text(
        zh="5 分钟内事件循环的最大延迟", en="The longest lag of the event loop in 5 minutes."
    ),
    "metric.drillproof_loop_blocks": Text(
        zh="事件循环被本程序代码阻塞超过 50 毫秒的次数",
        en="How often lines of ours blocked the event loop for over 50 ms.",
    ),
    "metric.drillproof_build": Text(zh="正在运行的版本", en="Which version runs."),
}
_PAGE: Final[dict[str, Text]] = {
    "metrics.page": Text(
        zh="`GET /metrics` 输出 Prometheus 文本；请求头 Accept 要求时输出 OpenMetrics，只有后者带有 `drillproof_step_duration_seconds` 的样例（exemplar，给出演练编号；Prometheus 须加 `--enable-feature=exemplar-storage`）。抓取须带有读取权限者的令牌（`drillproof token`），除非制度中设 `access.open_metrics`。数字与归档报告逐位一致。已归档的内容每 10 至 60 秒重新查看一次，正在进行的演练在每次抓取时续读其日志。带 `drill` 标签的序列只在演练进行中及结束后 5 分钟内存在，其数量以同时进行的演练为限；其余标签的取值或在说明中列出，或为 BIA 中的系统。计数器与直方图自进程启动起累计。多进程部署时逐个抓取，规则取其中最差者。本页由 `make dashboards` 从代码生成。",
        en="`GET /metrics` gives Prometheus' text, or OpenMetrics where the header Accept asks for it; only OpenMetrics has the exemplars of `drillproof_step_duration_seconds`, which name the drill (Prometheus keeps them with `--enable-feature=exemplar-storage`). It wants a token of anybody who may read (`drillproof token`), unless the policy opens it (`access.open_metrics`). Figures are those of the filed reports, digit for digit. What is filed is looked at anew every 10 to 60 seconds; drills that run are read on from their journals at each scrape. Series of a drill (label `drill`) are there while it runs and for 5 minutes after, so that their number is bounded by what runs; every other label has the values that its sentence names, or is a service of the BIA. Counters and histograms count since the process began. Whoever runs several processes scrapes each; the rules take the worst of them. This page is written from the code by `make dashboards`.",
    ),
    "metrics.around.prometheus": Text(
        zh="抓取配置、记录规则、带中英文处置说明的告警及其测试。",
        en="`docker/prometheus/`: scrape configuration, recording rules, alerts with runbooks in both languages, and their tests (`promtool test rules alerts_test.yml`).",
    ),
    "metrics.around.grafana": Text(
        zh="预置配置与由代码生成的四个看板：演练计划总览、演练之夜、系统历史、平台健康；阶段开始时刻标注在演练之夜上，点击演练编号打开控制台（变量 `console`）。",
        en="`docker/grafana/`: provisioning, and four dashboards made from code (`service/dashboards/`): programme overview, drill night, service history, service health. Beginnings of phases are drawn over the drill night; a click on a drill opens it in the console (variable `console`).",
    ),
    "metrics.around.link": Text(
        zh="由数字跳转到演练：`drillproof_last_drill_info`，按 `service` 关联。",
        en="A link from figures to their drill: `drillproof_last_drill_info{{service, drill, scenario}}`, joined by `service`.",
    ),
}
WORDS: Final[dict[str, Text]] = {**_PAGE, **_PROVED, **_PROGRAMME, **_DRILLS, **_WATCH, **_EVIDENCE, **_SERVICE}

"""Words for parts a, b and c of the report: purpose and scope, people, scenario and form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "part.a": Text(zh="演练目的和范围", en="Purpose and scope"),
    "part.b": Text(zh="参与部门、人员和职责分工", en="Departments, people and duties"),
    "part.c": Text(zh="场景设置和演练形式", en="Scenario and form of the drill"),
    "part.d": Text(zh="演练过程和结果", en="Process and results"),
    "part.e": Text(zh="总结和建议", en="Summary and suggestions"),
    "part.other": Text(zh="其他需要说明的事项", en="Other matters"),
    # a
    "a.purpose": Text(
        zh="本次演练的目的，是验证本章所列信息技术服务在设定场景下能否在业务影响分析确定的恢复目标之内恢复，并从中发现应急预案及其执行中的问题。",
        en="The drill was to find out whether the services of this section come back within the targets of the business impact analysis "
        "when the scenario strikes, and what is wrong with the plan or with the way it is carried out.",
    ),
    "a.tasks": Text(zh="方案声明的演练任务：{tasks}。", en="Tasks that the plan declares: {tasks}."),
    "a.no_tasks": Text(
        zh="未取得证据：方案没有声明本次演练承担 JR/T 0251 第 12.2 条所列任务中的哪几项。",
        en="No evidence: the plan does not declare which of the tasks of JR/T 0251 12.2 this drill serves.",
    ),
    "a.clauses": Text(zh="方案引用的条款：{clauses}。", en="Clauses that the plan cites: {clauses}."),
    "a.risks": Text(
        zh="演练所针对的风险（风险登记册）：{risks}。", en="Risks of the risk register that it exercises: {risks}."
    ),
    "a.procedures": Text(
        zh="演练所检验的预案程序（预案登记册）：{procedures}。",
        en="Procedures of the plan register that it exercises: {procedures}.",
    ),
    "a.table.services": Text(zh="演练范围内的服务及其恢复目标", en="Services in scope and their targets"),
    "a.table.hosts": Text(zh="演练涉及的主机", en="Hosts that take part"),
    "a.acceptable": Text(
        zh="速率不低于故障前的 {rate} %，P95 时延不高于故障前的 {p95} %{floor}，且持续 {hold}",
        en="rate at least {rate} % and P95 latency at most {p95} % of what they were before the fault{floor}, for {hold}",
    ),
    "a.acceptable.floor": Text(zh="（或 {floor}，取较大者）", en=" (or {floor}, if that is more)"),
    "a.boundary": Text(
        zh="方案只准许在下列环境中执行：{environments}。未列入本章各表的服务与主机不在本次演练范围之内。",
        en="The plan allows only these environments: {environments}. Services and hosts that the tables of this section do not name were not in scope.",
    ),
    "a.boundary.none": Text(
        zh="未取得证据：方案没有限定可以执行的环境。",
        en="No evidence: the plan does not limit the environments in which it may run.",
    ),
    "a.no_services": Text(
        zh="未取得证据：报告中没有任何服务的实测数据。",
        en="No evidence: the report holds no figures of any service.",
    ),
    # b
    "b.opened": Text(zh="本次演练由 {person} 发起。", en="The drill was opened by {person}."),
    "b.opened.none": Text(
        zh="未取得证据：记录中没有发起人。", en="No evidence: the record names nobody who opened the drill."
    ),
    "b.execution": Text(
        zh="各步骤由演练软件（{software}）按方案自动执行并逐条记录；人员在审批环节作出决定，人工步骤由人员执行和复核。",
        en="Steps were carried out and recorded by the drill software ({software}) as planned; people decided at the gates, "
        "and did and confirmed the manual steps.",
    ),
    "b.departments": Text(
        zh="未取得证据：演练记录中没有登记参与部门、主备岗安排、观察人员和记录人员，应由牵头部门在归档前补充并签字。",
        en="No evidence: the record names no departments, deputies, observers or recorders. "
        "The lead department is to add and sign them before filing.",
    ),
    "b.table.gates": Text(zh="审批环节及人员决定", en="Gates, and what people decided"),
    "b.no_gates": Text(zh="方案没有设置审批环节。", en="The plan has no gate."),
    "b.nobody_asked": Text(
        zh="方案没有设置审批环节，演练自始至终没有要求任何人确认。",
        en="The plan has no gate: nobody was asked to confirm anything during the drill.",
    ),
    "b.gate.open": Text(zh="未取得证据：没有人作出决定", en="no evidence: nobody decided"),
    "b.waived": Text(
        zh="审批环节 {step} 已豁免（无人值守执行），未经任何人员确认，不得视为已获批准。",
        en="Gate {step} was waived (unattended run). Nobody confirmed it, and it does not count as approved.",
    ),
    "b.duty.commander": Text(zh="指挥：决定是否切换", en="command: decides whether to switch"),
    # c
    "c.scenario": Text(zh="场景：{title}（{scenario}）。", en="Scenario: {title} ({scenario})."),
    "c.form": Text(zh="演练形式：{form}。", en="Form: {form}."),
    "c.form.live": Text(
        zh="中断在真实主机上实际产生，切换和恢复步骤均实际执行。",
        en="Real hosts were interrupted, and switching and restoring were really carried out.",
    ),
    "c.form.unbegun": Text(
        zh="演练在注入故障之前结束：没有注入任何故障，也没有执行切换。",
        en="The drill ended before its fault: nothing was injected, and nothing was switched.",
    ),
    "c.form.simulated": Text(
        zh="在模拟环境中执行，结论不得直接视为生产系统的恢复能力。",
        en="Run in a simulated environment: its outcome is not to be taken for what production systems can do.",
    ),
    "c.form.tabletop": Text(
        zh="桌面推演不产生系统恢复的实测数据。",
        en="A tabletop drill yields no measured recovery of systems.",
    ),
    "c.threats": Text(zh="对应的中断事件诱因：{threats}。", en="Causes of interruption that it stands for: {threats}."),
    "c.no_threats": Text(
        zh="未取得证据：方案没有声明场景对应的中断事件诱因。",
        en="No evidence: the plan does not say which cause of interruption the scenario stands for.",
    ),
    "c.table.faults": Text(zh="设置的故障", en="Faults"),
    "c.no_faults": Text(zh="方案没有设置故障。", en="The plan injects no fault."),
    "c.by_command": Text(
        zh="“{step}”以命令制造中断：没有自动撤除期限，也不单独核实其撤除，由恢复阶段的步骤恢复。",
        en="“{step}” interrupts by a command: it has no lease and no proof of undoing of its own; the steps of restore bring it back.",
    ),
    "c.table.parameters": Text(zh="参数取值", en="Parameters"),
    "c.table.streams": Text(
        zh="观测手段（探测与校验流水）",
        en="How the services were observed (probes and ledgers)",
    ),
    "c.table.actions": Text(zh="执行的动作", en="Actions"),
    "c.no_streams": Text(
        zh="未取得证据：方案没有设置任何观测手段，无法测得 RTO 和 RPO。",
        en="No evidence: the plan observes nothing, so neither RTO nor RPO can be measured.",
    ),
    "c.bystander": Text(zh="旁观服务，不参与演练", en="bystander, not part of the drill"),
    "c.undo.own": Text(zh="恢复阶段首先撤除", en="first thing when restoring"),
    "c.safeguards": Text(
        zh="风险控制：演练最长 {longest}；每个故障须在 {undo_within} 内撤除并核实；主控端失联超过 {lease} 时，目标主机自行撤除故障。",
        en="Safeguards: the drill lasts {longest} at most; every fault is to be undone and proved to be gone within {undo_within}; "
        "a target that is not heard of for {lease} undoes its fault by itself.",
    ),
    "c.only_hosts": Text(zh="只准许触及下列主机：{hosts}。", en="Only these hosts may be touched: {hosts}."),
    "c.at_once": Text(
        zh="同一时刻最多在 {count} 台主机上执行操作。",
        en="Something may be under way on {count} hosts at one time at most.",
    ),
    "c.window": Text(
        zh="演练只准许在方案规定的时段内开始和执行（时区 {zone}，日历：{calendar}）。",
        en="The drill may run in the window of the plan only (time zone {zone}, calendar: {calendar}).",
    ),
    "c.window.outside": Text(
        zh="演练只准许在方案规定的时段内、且在交易时间之外开始和执行（时区 {zone}，日历：{calendar}）。",
        en="The drill may run in the window of the plan only, and outside trading hours (time zone {zone}, calendar: {calendar}).",
    ),
    "c.bystanders": Text(
        zh="旁观服务保护：{probes}；连续失败达到设定次数时立即停止演练并恢复。",
        en="Bystanders: {probes}; so many failures in a row stop the drill and restore.",
    ),
    "c.bystander.item": Text(zh="{probe}（{count} 次）", en="{probe} ({count})"),
    "c.interruption.restore": Text(
        zh="主控端中断后重新启动时，演练直接转入恢复，不重复执行结果不明的步骤。",
        en="After an interruption of the controller the drill turns to restoring; a step whose outcome is unknown is never repeated.",
    ),
    "c.interruption.ask": Text(
        zh="主控端中断后重新启动时，由人员决定继续还是恢复；结果不明的步骤不会自动重复执行。",
        en="After an interruption of the controller a person decides whether to go on or to restore; "
        "a step whose outcome is unknown is never repeated by itself.",
    ),
}

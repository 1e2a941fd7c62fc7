"""Words of the business impact analysis: its graph, its report, its commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "bia.graph.title": Text(zh="业务与信息技术服务依赖关系", en="What businesses and IT services depend on"),
    "bia.graph.business": Text(zh="业务 {count}", en="businesses: {count}"),
    "bia.graph.service": Text(zh="IT 服务 {count}", en="IT services: {count}"),
    "bia.graph.supplier": Text(zh="供应商 {count}", en="suppliers: {count}"),
    "bia.graph.legend": Text(
        zh="箭头指向被依赖方；虚线框为非实时；# 恢复优先级；L 等级；红色为检查发现的问题",
        en="arrows point to what is needed; dashed: not real-time; # recovery priority; L level; red: found wrong",
    ),
    # Commands
    "bia.clean": Text(
        zh="登记表检查通过：业务 {businesses}、IT 服务 {services}、供应商 {suppliers}",
        en="the register is clean: {businesses} businesses, {services} services, {suppliers} suppliers",
    ),
    "bia.counted": Text(
        zh="错误 {errors}，警告 {warnings}，提示 {notes}", en="errors: {errors}, warnings: {warnings}, notes: {notes}"
    ),
    "bia.written": Text(zh="已写入 {path}", en="written: {path}"),
    "bia.there_already": Text(
        zh="{path} 已存在；如需覆盖请加 --force", en="{path} is there already; say --force to write over it"
    ),
    "bia.cannot_write": Text(zh="无法写入 {path}：{why}", en="{path} cannot be written: {why}"),
    "bia.unknown_profile": Text(
        zh="没有名为 {name} 的等级表；可选：{known}", en="there is no profile {name}; write one of: {known}"
    ),
    "bia.profile.none": Text(zh="无等级数值（未核实）", en="no table of levels (未核实)"),
    "bia.profile.open": Text(
        zh="{levels} 个等级，数值 {given} 项已填、{open} 项未核实",
        en="{levels} levels; figures: {given} given, {open} 未核实",
    ),
    # Report
    "bia.report.title": Text(zh="业务影响分析报告", en="Business impact analysis report"),
    "bia.report.basis": Text(zh="依据 JR/T 0251 第 6.4 条编制", en="Made after JR/T 0251, 6.4"),
    "bia.report.as_of": Text(zh="分析日期", en="As of"),
    "bia.report.profile": Text(zh="采用的等级表", en="Level table used"),
    "bia.report.no_profile": Text(zh="未指定", en="none named"),
    "bia.report.digest": Text(zh="登记表 SHA-256", en="SHA-256 of the register"),
    "bia.report.checks": Text(zh="检查结果", en="Checks"),
    "bia.report.a": Text(zh="目的和范围", en="Purpose and scope"),
    "bia.report.b": Text(zh="参与部门、人员和职责分工", en="Departments, people and duties"),
    "bia.report.c": Text(zh="实施过程", en="How it was made"),
    "bia.report.d": Text(zh="分析结论", en="Conclusions"),
    "bia.report.e": Text(zh="总结和建议", en="Summary and suggestions"),
    "bia.report.purpose": Text(zh="目的", en="Purpose"),
    "bia.report.scope": Text(zh="范围", en="Scope"),
    "bia.report.in_scope": Text(
        zh="登记业务 {businesses} 项、IT 服务 {services} 项、供应商 {suppliers} 家。",
        en="Registered: {businesses} businesses, {services} IT services, {suppliers} suppliers.",
    ),
    "bia.report.not_given": Text(zh="登记表未填写", en="not given in the register"),
    "bia.report.businesses": Text(zh="业务及其恢复目标", en="Businesses and their objectives"),
    "bia.report.impact": Text(zh="中断影响随时间的变化", en="Impact over time"),
    "bia.report.order": Text(zh="IT 服务恢复目标与恢复顺序", en="Objectives and order of recovery of IT services"),
    "bia.report.order_note": Text(
        zh="按恢复优先级排列，同一优先级内被依赖的服务在前。",
        en="By priority; within one priority, what others depend on comes first.",
    ),
    "bia.report.dependencies": Text(zh="依赖关系", en="Dependencies"),
    "bia.report.suppliers": Text(zh="供应商承诺", en="What suppliers promise"),
    "bia.report.resources": Text(zh="恢复所需最低资源", en="Least resources for recovery"),
    "bia.report.levels": Text(zh="对照等级表", en="Against the level table"),
    "bia.report.unverified_note": Text(
        zh="标“未核实”的数值未参与检查；请查阅标准正式文本后填入等级表副本。",
        en="Figures marked 未核实 (not verified) were held against nothing; read them in the official text and write them into a copy of the table.",
    ),
    "bia.report.no_levels": Text(
        zh="该等级表没有等级数值（未核实）。", en="The table has no levels (未核实, not verified)."
    ),
    "bia.report.findings": Text(zh="检查发现的问题", en="What the checks found"),
    "bia.report.no_findings": Text(zh="未发现错误或警告。", en="No errors, no warnings."),
    "bia.report.conclusions": Text(zh="结论", en="Conclusions"),
    "bia.report.suggestions": Text(zh="建议", en="Suggestions"),
    "bia.report.other": Text(zh="其他需要说明的事项", en="Other matters"),
    "bia.report.repair": Text(zh="；", en="; "),
    "bia.report.rank": Text(zh="顺序", en="Order"),
    "bia.report.approval": Text(zh="编制、审核与批准", en="Made, reviewed, approved"),
    "bia.report.made_by": Text(zh="编制（牵头部门）", en="Made by (lead department)"),
    "bia.report.reviewed_by": Text(zh="审核（连续性管理委员会）", en="Reviewed by (continuity committee)"),
    "bia.report.approved_by": Text(zh="批准（高级管理层）", en="Approved by (senior management)"),
    "bia.report.signature": Text(zh="签字", en="Signature"),
    "bia.report.day": Text(zh="日期", en="Date"),
    "bia.severity.error": Text(zh="错误", en="error"),
    "bia.severity.warning": Text(zh="警告", en="warning"),
    "bia.severity.info": Text(zh="提示", en="note"),
    # Columns
    "bia.col.id": Text(zh="编号", en="Id"),
    "bia.col.title": Text(zh="名称", en="Name"),
    "bia.col.owner": Text(zh="责任部门", en="Owner"),
    "bia.col.class": Text(zh="类别", en="Class"),
    "bia.col.importance": Text(zh="重要程度", en="Importance"),
    "bia.col.priority": Text(zh="优先级", en="Priority"),
    "bia.col.mtpd": Text(zh="最大可容忍中断时间", en="Max. tolerable"),
    "bia.col.rto": Text(zh="RTO", en="RTO"),
    "bia.col.rpo": Text(zh="RPO", en="RPO"),
    "bia.col.allowances": Text(zh="响应 / 验证", en="Response / verification"),
    "bia.col.room": Text(zh="留给 IT 恢复", en="Left for IT"),
    "bia.col.needs": Text(zh="依赖", en="Needs"),
    "bia.col.level": Text(zh="等级", en="Level"),
    "bia.col.after": Text(zh="中断时长", en="After"),
    "bia.col.contact": Text(zh="联系人", en="Contact"),
    "bia.col.until": Text(zh="合同到期日", en="Contract until"),
    "bia.col.serves": Text(zh="支撑的服务", en="Services"),
    "bia.col.department": Text(zh="部门", en="Department"),
    "bia.col.people": Text(zh="人员", en="People"),
    "bia.col.duties": Text(zh="职责", en="Duties"),
    "bia.col.severity": Text(zh="程度", en="Severity"),
    "bia.col.place": Text(zh="位置", en="Place"),
    "bia.col.finding": Text(zh="问题与建议", en="Finding and repair"),
    "bia.col.kind": Text(zh="资源类别", en="Kind"),
    "bia.col.content": Text(zh="内容", en="What"),
    "bia.col.service": Text(zh="服务", en="Service"),
    "bia.col.capacity": Text(zh="性能容量", en="Capacity"),
    # Closed vocabularies
    "bia.class.real_time": Text(zh="实时", en="real-time"),
    "bia.class.non_real_time": Text(zh="非实时", en="not real-time"),
    "bia.importance.core": Text(zh="核心", en="core"),
    "bia.importance.important": Text(zh="重要", en="important"),
    "bia.importance.general": Text(zh="一般", en="general"),
    "bia.impact.loss": Text(zh="经济损失（{unit}）", en="loss ({unit})"),
    "bia.impact.economic": Text(zh="经济", en="economic"),
    "bia.impact.reputation": Text(zh="声誉", en="reputation"),
    "bia.impact.credit": Text(zh="信用", en="credit"),
    "bia.impact.legal": Text(zh="法律合规", en="legal"),
    "bia.impact.grade": Text(zh="影响等级", en="grade"),
    "bia.resource.information_systems": Text(zh="信息系统", en="information systems"),
    "bia.resource.data": Text(zh="数据", en="data"),
    "bia.resource.infrastructure": Text(zh="基础设施", en="infrastructure"),
    "bia.resource.premises": Text(zh="办公场所", en="premises"),
    "bia.resource.communications": Text(zh="通讯设施", en="communications"),
    "bia.resource.people": Text(zh="人员", en="people"),
    "bia.resource.suppliers": Text(zh="供应商", en="suppliers"),
    "bia.resource.documents": Text(zh="文档", en="documents"),
}

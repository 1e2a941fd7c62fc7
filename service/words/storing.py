"""Words about the database: its revisions, its backups, and what is kept how long."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final = {
    "db.empty": Text(zh="{db}：空数据库", en="{db}: an empty database"),
    "db.at": Text(zh="{db}：版本 {revision}", en="{db}: revision {revision}"),
    "db.recognised": Text(
        zh="{db}：没有版本记录，按数据表判断为版本 {revision}",
        en="{db}: no revision is written down; by its tables it is {revision}",
    ),
    "db.newest": Text(zh="已是最新版本，结构无差异", en="this is the newest, and its form is as it should be"),
    "db.pending": Text(
        zh="待升级 {count} 步：{steps}；请执行 drillproof db upgrade（SQLite 会先复制文件；PostgreSQL 请先备份）",
        en="{count} steps to the newest: {steps}; run drillproof db upgrade (SQLite's file is copied first; back up PostgreSQL before)",
    ),
    "db.differs": Text(
        zh="结构与版本不符，共 {count} 处；请从备份恢复，或查明何人改动了数据库：",
        en="the form is not that of its revision in {count} places; restore a backup, or find out who changed the database:",
    ),
    "db.upgraded": Text(zh="{db}：已升级到版本 {revision}", en="{db}: upgraded to revision {revision}"),
    "db.copied": Text(
        zh="升级前的副本：{copy}（确认无误后可删除）", en="the copy made before: {copy} (remove it when all is well)"
    ),
    "db.step": Text(zh="{mark} {revision}  {about}", en="{mark} {revision}  {about}"),
    "backup.made": Text(
        zh="已备份到 {place}：版本 {revision}，{rows} 行，{drills} 次演练，台账 {entries} 条，{files} 个文件",
        en="backed up to {place}: revision {revision}, {rows} rows, {drills} drills, {entries} entries of the book, {files} files",
    ),
    "backup.checked": Text(
        zh="已在临时位置恢复并核对：行数、全部演练记录链、台账链与文件摘要一致",
        en="restored into a place of its own and checked: rows, every drill's chain, the book's chain and the digests of all files agree",
    ),
    "backup.dropped": Text(zh="已删除较早的备份 {place}", en="removed the older backup {place}"),
    "backup.restored": Text(
        zh="已恢复到 {place}：版本 {revision}，{rows} 行，{drills} 次演练，台账 {entries} 条，{files} 个文件；行数与各链均已核对。备份之后吊销的令牌在此仍有效，请重新吊销；启动前请确认原服务已停用",
        en="restored into {place}: revision {revision}, {rows} rows, {drills} drills, {entries} entries of the book, {files} files; rows and chains were checked. Tokens revoked after the backup are valid here: revoke them again. Make sure that the old service is stopped before this one is started",
    ),
    "retention.clause.stress": Text(
        zh="重要信息系统压力测试报告保存不少于 5 年；本产品对全部演练从严适用",
        en="reports of stress tests of important systems are kept at least 5 years; held against every drill here",
    ),
    "retention.clause.filing": Text(
        zh="演练文件归档和备案；保存期限未核实", en="drill papers are archived and filed; the period is not confirmed"
    ),
    "denied.hold_there": Text(
        zh="{what} {name} 已由 {by} 保全；无须重复", en="{what} {name} is held already, by {by}; once is enough"
    ),
    "denied.hold_lifted": Text(zh="保全 {hold} 已由 {by} 解除", en="hold {hold} was lifted already, by {by}"),
    "denied.hold_own": Text(
        zh="保全 {hold} 由您本人设置，须由他人解除", en="you placed hold {hold} yourself; somebody else has to lift it"
    ),
    "denied.keep_running": Text(
        zh="演练 {drill} 没有结束记录，予以保留", en="drill {drill} has no closing record, so it is kept"
    ),
    "denied.keep_for_ever": Text(
        zh="制度未规定保存期限（未核实），永久保留；可在 policy.yaml 的 retention.drills 设定",
        en="the policy sets no period (none is confirmed), so it is kept for ever; set retention.drills in policy.yaml",
    ),
    "denied.keep_until": Text(zh="保存期至 {until}", en="it is under retention until {until}"),
    "denied.keep_unfiled": Text(
        zh="演练 {drill} 已结束但尚未归档，予以保留", en="drill {drill} ended and is not filed yet, so it is kept"
    ),
    "denied.keep_held": Text(
        zh="处于保全之下：{hold}；须由他人先解除",
        en="it is under the legal hold {hold}; somebody has to lift that first",
    ),
    "denied.keep_dossier": Text(
        zh="演练档案 {dossier} 尚未归档；请先归档或取消", en="its dossier {dossier} is open; close or cancel that first"
    ),
    "denied.keep_item": Text(
        zh="改进项 {item} 尚未了结；请先了结", en="improvement item {item} is not settled; settle that first"
    ),
    "denied.keep_newest": Text(
        zh="它是 {service} 最近一次演练，予以保留", en="it is the newest drill of {service}, so it is kept"
    ),
    "denied.keep_changed": Text(
        zh="演练 {drill} 在判断之后有变化；请重试", en="drill {drill} changed while this was decided; try again"
    ),
    "prune.drill": Text(zh="清除 {drill}", en="cleared {drill}"),
    "prune.would": Text(zh="将清除 {drill}", en="would clear {drill}"),
    "prune.kept": Text(zh="保留 {drill}：{reasons}", en="keep {drill}: {reasons}"),
    "prune.rows": Text(zh="{name}：{rows} 行", en="{name}: {rows} rows"),
    "prune.none": Text(zh="没有演练到期", en="no drill is due to be cleared"),
    "hold.line": Text(zh="{id}  {status}  {reason}（{by}）{lifted}", en="{id}  {status}  {reason} ({by}){lifted}"),
    "hold.placed": Text(zh="已设置保全 {hold}", en="hold {hold} was placed"),
    "hold.released": Text(zh="已解除保全 {hold}", en="hold {hold} was lifted"),
    "status.held": Text(zh="保全中", en="held"),
    "status.lifted": Text(zh="已解除", en="lifted"),
}

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
}

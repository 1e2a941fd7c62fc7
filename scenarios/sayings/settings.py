"""What is said about wrong settings of the service."""

from __future__ import annotations

from typing import Final, Literal

# fmt: off
SAYINGS: Final[dict[str, tuple[str, str, str, str]]] = {
    "set_twice": ("{name} is set by one variable and a part of it by another", "keep one of the two",
                  "{name} 既被整体设置，又被另一变量设置了其中一部分", "请只保留一个"),
    "bad_database": ("a database of the kind {scheme} is not known",
                     "write a path for SQLite, or postgresql://user@host:5432/name",
                     "不支持 {scheme} 类型的数据库", "SQLite 请写文件路径，PostgreSQL 请写 postgresql://user@host:5432/name"),
    "queue_needs_server": ("workers need PostgreSQL, and the database is an SQLite file",
                           "set database to postgresql://…, or runners to here",
                           "执行节点需要 PostgreSQL，而当前数据库是 SQLite 文件",
                           "请将 database 设为 postgresql://…，或将 runners 设为 here"),
    "password_in_file": ("the database's password stands in this file",
                         "keep it apart: database: {{file: /path/of/a/file/with/the/url}}, mode 600",
                         "数据库口令写在了本文件中", "请另行存放：database: {{file: 存放 URL 的文件路径}}，权限 600"),
    "acts_too_long": ("a worker may begin acts for {act} after its last beat, and another takes over after {after}",
                      "leave a second between them: act shorter, or after longer",
                      "执行节点最后一次心跳后 {act} 内仍可开始动作，而 {after} 后即被接管",
                      "两者至少相差 1 秒：缩短 act 或延长 after"),
    "beats_too_slow": ("a beat every {beat} leaves no beat to lose within {act}", "let act be twice beat at least",
                       "心跳间隔 {beat} 相对 act {act} 过长，丢一次心跳即停止动作", "act 至少应为 beat 的两倍"),
    "half_of_tls": ("{given} is set and {other} is not", "set both, or none",
                    "设置了 {given} 而未设置 {other}", "请两者都设置或都不设置"),
    "password_without_key": ("{given} is set and {other} is not", "name the key that the password opens, or leave it out",
                             "设置了 {given} 而未设置 {other}", "请指明该口令所属的密钥，或去掉口令文件"),
    "viewers_take_all": ("{viewers} viewers would leave none of {connections} connections for anybody else",
                         "let viewers be fewer than connections",
                         "{viewers} 个观看者会占满全部 {connections} 个连接", "viewers 应小于 connections"),
    "archive_twice": ("the archive is a directory and a bucket at once", "keep `to` or `bucket`, not both",
                      "归档位置同时设为目录和存储桶", "to 与 bucket 只能保留一个"),
    "lock_without_bucket": ("lock is {lock}, and there is no bucket that could lock anything",
                            "set archive.bucket, or leave lock out",
                            "lock 为 {lock}，但未设置存储桶，无从锁定", "请设置 archive.bucket，或删去 lock"),
}
# fmt: on
MILDER: Final[dict[str, Literal["error", "warning", "info"]]] = {"password_in_file": "warning"}  # nosec B105

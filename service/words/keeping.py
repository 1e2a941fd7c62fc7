"""Words about keys, bundles and the archive: what is told to those who sign evidence and keep it for years."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final = {
    "key.made": Text(
        zh="已生成密钥 {path}（仅本账号可读），公钥 {public}；密钥编号 {keyid}。请另行备份私钥，并将编号告知核验人",
        en="made the key {path} (only this account can read it), its public part {public}; key id {keyid}. Back the key up elsewhere, and tell its id to those who verify",
    ),
    "key.line": Text(zh="{keyid}  {path}  {how}", en="{keyid}  {path}  {how}"),
    "key.how.private": Text(zh="私钥", en="private key"),
    "key.how.encrypted": Text(zh="私钥（已加密）", en="private key, encrypted"),
    "key.how.public": Text(zh="公钥", en="public key"),
    "key.none": Text(zh="{place} 中没有密钥", en="there is no key in {place}"),
    "key.trusted": Text(
        zh="{path}：自此信任 {who}（{role}）的密钥 {keyid}", en="{path}: trusts the key {keyid} of {who} ({role})"
    ),
    "key.revoked": Text(
        zh="{path}：密钥 {keyid} 自 {day} 起吊销；此前的签名须有可信时间戳才算数",
        en="{path}: the key {keyid} is revoked from {day}; what it signed before counts only with a trusted time stamp",
    ),
    "key.signer": Text(
        zh="{keyid}  {who}（{role}）  {start} 至 {end}{revoked}",
        en="{keyid}  {who} ({role})  {start} to {end}{revoked}",
    ),
    "key.signer.revoked": Text(zh="  {day} 吊销", en="  revoked from {day}"),
    "key.open_end": Text(zh="不限", en="no bound"),
    "role.operator": Text(zh="实施方", en="operator"),
    "role.auditor": Text(zh="审计方", en="auditor"),
    "bundle.made": Text(
        zh="证据包 {path}：{files} 个文件，{bytes} 字节，第 {version} 版，{signers} 个签名",
        en="bundle {path}: {files} files, {bytes} bytes, version {version}, {signers} signatures",
    ),
    "bundle.unsigned": Text(
        zh="未签名：任何人都能重做出一样的证据包；请用 --sign 或 drillproof countersign 签名",
        en="it is not signed, so anybody could make one like it: sign with --sign or drillproof countersign",
    ),
    "bundle.stamped": Text(zh="时间戳：{at}", en="time stamp: {at}"),
    "bundle.countersigned": Text(
        zh="{path}：已加签，密钥 {keyid}；现有 {signers} 个签名",
        en="{path}: signed by {keyid}; it has {signers} signatures now",
    ),
    "archive.kept": Text(zh="已归档 {name}：{where}", en="kept {name} in {where}"),
    "archive.there": Text(
        zh="{name} 已在 {where} 中，未重复写入", en="{name} is in {where} already; nothing was written"
    ),
    "archive.line": Text(
        zh="{name}  {bytes} 字节  {sha256}  保存至 {until}", en="{name}  {bytes} bytes  {sha256}  until {until}"
    ),
    "archive.for_ever": Text(zh="永久", en="ever"),
    "archive.wrong": Text(zh="{name}：{why}", en="{name}: {why}"),
    "archive.checked": Text(
        zh="{where}：核验 {count} 个证据包，{wrong} 个问题", en="{where}: {count} bundles verified, {wrong} wrong"
    ),
    "archive.restored": Text(
        zh="演练 {drill} 已恢复到 {place}：记录与摘要值原样，台账中注明为导入；原台账的内容仅作为证据文件保留",
        en="restored drill {drill} into {place}: the same records with the same hashes, and the book says that it was imported; what the other book said stays a file among the evidence",
    ),
    "denied.bundle_unread": Text(
        zh="证据包 {bundle} 无法打开：{why}；请从归档库恢复，或另取一份副本",
        en="the bundle {bundle} cannot be opened: {why}; take it from the archive, or another copy",
    ),
    "denied.bundle_none": Text(
        zh="演练 {drill} 尚无证据包：演练结束并归档后才有",
        en="the drill {drill} has no bundle yet: there is one when it has ended and was filed",
    ),
}

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
    "denied.bundle_none": Text(
        zh="演练 {drill} 尚无证据包：演练结束并归档后才有",
        en="the drill {drill} has no bundle yet: there is one when it has ended and was filed",
    ),
}

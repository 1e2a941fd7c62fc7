"""What is said about wrong trust files: whose signatures under evidence count."""

from __future__ import annotations

from typing import Final

# fmt: off
SAYINGS: Final[dict[str, tuple[str, str, str, str]]] = {
    "not_a_public_key": ("{value} is no Ed25519 public key in PEM",
                         "write what `drillproof keys export` prints, as a block: public_key: |",
                         "{value} 不是 PEM 格式的 Ed25519 公钥", "请写入 `drillproof keys export` 的输出：public_key: |"),
    "keyid_of_other_key": ("it is not the key id of the public key below it, which is {due}",
                           "leave it out, or find out which of the two is meant",
                           "与所列公钥的密钥编号 {due} 不符", "请删去此项，或查明应以哪一个为准"),
    "key_trusted_twice": ("the key {keyid} stands here twice", "keep one of the two",
                          "密钥 {keyid} 出现了两次", "请只保留一个"),
    "trust_ends_before": ("it ends before it begins on {start}", "let `to` be that day or later",
                          "截止日早于起始日 {start}", "to 不得早于该日"),
}
# fmt: on

"""Words of the console's pages of evidence: how a closed drill is filed, signed, kept, and whether it verifies."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "console.evidence.title": Text(zh="报告与证据", en="Reports and evidence"),
    "console.evidence.lead": Text(
        zh="已结束的演练：结论、指标、证据包、签名与保存。",
        en="Drills that have ended: what they proved, and where the proof lies.",
    ),
    "console.evidence.one": Text(zh="证据：{drill}", en="Evidence: {drill}"),
    "console.evidence.filter": Text(zh="筛选", en="Filter"),
    "console.evidence.any": Text(zh="不限", en="any"),
    "console.evidence.service": Text(zh="业务系统", en="Service"),
    "console.evidence.verdict": Text(zh="结论", en="Verdict"),
    "console.evidence.year": Text(zh="年份", en="Year"),
    "console.evidence.drill": Text(zh="演练", en="Drill"),
    "console.evidence.ended": Text(zh="结束时间", en="Ended"),
    "console.evidence.figures": Text(zh="指标", en="Figures"),
    "console.evidence.figure": Text(zh="指标", en="Figure"),
    "console.evidence.lower": Text(zh="不短于", en="At least"),
    "console.evidence.upper": Text(zh="不超过", en="At most"),
    "console.evidence.target": Text(zh="目标", en="Target"),
    "console.evidence.interval_note": Text(
        zh="真值在两端之间；数字与报告逐位相同。",
        en="The truth lies between both ends; the digits are those of the report.",
    ),
    "console.evidence.nothing_measured": Text(zh="未测量", en="nothing was measured"),
    "console.evidence.filing": Text(zh="归档", en="Filing"),
    "console.evidence.signatures": Text(zh="签名", en="Signatures"),
    "console.evidence.archive": Text(zh="归档库", en="Archive"),
    "console.evidence.retention": Text(zh="保存期限", en="Retention"),
    "console.evidence.verification": Text(zh="核验", en="Verification"),
    "console.evidence.none": Text(
        zh="没有符合条件的已结束演练。", en="No drill that has ended fits what you asked for."
    ),
    "console.evidence.none.do": Text(
        zh="放宽筛选条件；演练结束后，报告与证据包自动出现在这里。",
        en="Ask for more, or wait: the report and the bundle stand here as soon as a drill has ended.",
    ),
    "console.evidence.no_verdict": Text(zh="无结论", en="no verdict"),
    "console.evidence.ending.completed": Text(zh="按方案完成", en="completed"),
    "console.evidence.ending.failed": Text(zh="未能完成", en="failed"),
    "console.evidence.ending.aborted": Text(zh="中止", en="aborted"),
    "console.evidence.filed": Text(zh="已归档，第 {version} 版", en="filed, version {version}"),
    "console.evidence.imported": Text(
        zh="由证据包恢复，第 {version} 版", en="put back from a bundle, version {version}"
    ),
    "console.evidence.unfiled": Text(zh="尚未归档", en="not filed yet"),
    "console.evidence.unfiled_note": Text(
        zh="尚无证据包；演练结束后一分钟内生成，仍未出现时请查看“设置”中的运行状况。",
        en="There is no bundle yet; it is made within a minute of the drill's end. If it does not come, see the state "
        "of the service in Settings.",
    ),
    "console.evidence.unreadable": Text(zh="证据包无法读取", en="bundle cannot be read"),
    "console.evidence.flaw": Text(
        zh="最新证据包无法读取：{why}。请从归档库恢复该版本，或另取一份副本。",
        en="The newest bundle cannot be read: {why}. Restore this version from the archive, or take another copy.",
    ),
    "console.evidence.unsigned": Text(zh="未签名", en="not signed"),
    "console.evidence.signer.valid": Text(zh="{who}：有效", en="{who}: valid"),
    "console.evidence.signer.stranger": Text(zh="{who}：签名相符，签名人未知", en="{who}: fits, signer not known here"),
    "console.evidence.signer.unchecked": Text(zh="{who}：缺少公钥，未核对", en="{who}: no public key, unchecked"),
    "console.evidence.signer.wrong": Text(zh="{who}：签名不符", en="{who}: does not fit"),
    "console.evidence.signer.foreign_key": Text(zh="{who}：公钥不符", en="{who}: another key"),
    "console.evidence.signer.revoked": Text(zh="{who}：密钥已吊销", en="{who}: key revoked"),
    "console.evidence.signer.out_of_time": Text(zh="{who}：超出密钥使用期限", en="{who}: key out of its time"),
    "console.evidence.stamp": Text(zh="时间戳", en="Time stamp"),
    "console.evidence.stamped": Text(zh="有（RFC 3161）", en="yes (RFC 3161)"),
    "console.evidence.not_stamped": Text(zh="无", en="none"),
    "console.evidence.archived": Text(zh="已存入 {where}", en="in {where}"),
    "console.evidence.archived_older": Text(zh="仅存入至第 {version} 版", en="only up to version {version}"),
    "console.evidence.not_archived": Text(zh="未存入", en="not there"),
    "console.evidence.exported": Text(zh="第 {version} 版存入 {where}", en="version {version} went to {where}"),
    "console.evidence.held": Text(zh="依法冻结，不得清理：{holds}", en="legal hold: {holds}"),
    "console.evidence.for_ever": Text(zh="永久保存", en="for ever"),
    "console.evidence.kept_until": Text(zh="保存至 {day}（{years} 年）", en="until {day} ({years} years)"),
    "console.evidence.to_room": Text(zh="演练过程", en="Course of the drill"),
    "console.evidence.to_dossier": Text(zh="演练准备与总结", en="Preparation and summary"),
    "console.evidence.to_history": Text(zh="{service} 的历史", en="History of {service}"),
    "console.evidence.to_findings": Text(zh="发现的问题", en="What it found"),
    "console.evidence.report": Text(zh="演练报告", en="Report"),
    "console.evidence.format": Text(zh="格式", en="Format"),
    "console.evidence.format.html": Text(zh="网页", en="Page"),
    "console.evidence.format.pdf": Text(zh="PDF/A", en="PDF/A"),
    "console.evidence.format.docx": Text(zh="Word 文档", en="Word"),
    "console.evidence.format.xlsx": Text(zh="Excel 数据", en="Excel, all samples"),
    "console.evidence.format.csv": Text(zh="CSV 数据（压缩包）", en="CSV, all samples (zip)"),
    "console.evidence.format.json": Text(zh="JSON", en="JSON"),
    "console.evidence.lang.zh": Text(zh="中文", en="Chinese"),
    "console.evidence.lang.en": Text(zh="英文", en="English"),
    "console.evidence.lang.both": Text(zh="中英对照", en="both"),
    "console.evidence.open": Text(zh="打开", en="open"),
    "console.evidence.download": Text(zh="下载", en="download"),
    "console.evidence.every_language": Text(zh="下载（含中英文）", en="download (both languages)"),
    "console.evidence.sheets": Text(zh="本次演练的文书：", en="Sheets of this drill:"),
    "console.evidence.bundles": Text(zh="证据包", en="Bundles"),
    "console.evidence.under_way": Text(
        zh="正在核验，本页会自动刷新。开始于", en="It is being verified; this page looks again by itself. Begun"
    ),
    "console.evidence.never_verified": Text(zh="尚未核验", en="never verified here"),
    "console.evidence.never_verified.do": Text(
        zh="点击“立即核验”，由本服务逐项检查；审计人员可离线复核。",
        en="Press “Verify now” to have every check done here; an auditor repeats them offline.",
    ),
    "console.evidence.outcome.0": Text(zh="全部通过", en="all passed"),
    "console.evidence.outcome.1": Text(zh="有不符之处", en="something is wrong"),
    "console.evidence.outcome.2": Text(zh="未发现不符，但证明不完整", en="nothing is wrong, and not all is proved"),
    "console.evidence.made": Text(zh="由 {by} 核验，时间", en="verified for {by} at"),
    "console.evidence.older_verified": Text(
        zh="核验的不是最新一版证据包，请重新核验。", en="That was not the newest bundle; verify again."
    ),
    "console.evidence.no_trust": Text(
        zh="未配置信任文件（archive.trust），因此无法判断签名人身份。",
        en="No trust file is set (archive.trust), so nobody's signature is taken for anybody's word.",
    ),
    "console.evidence.check": Text(zh="核验项", en="Check"),
    "console.evidence.outcome": Text(zh="结果", en="Outcome"),
    "console.evidence.detail": Text(zh="说明", en="Detail"),
    "console.evidence.not_essential": Text(zh="非必要项", en="not essential"),
    "console.evidence.verify_now": Text(zh="立即核验", en="Verify now"),
    "console.evidence.verify_again": Text(zh="重新核验", en="Verify again"),
    "console.evidence.by_hand": Text(zh="也可在任何一台机器上离线核验：", en="Or offline, on any machine:"),
}

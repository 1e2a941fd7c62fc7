"""Words about the improvement register."""

from __future__ import annotations

from typing import Final

from scenarios.plan import Text

WORDS: Final[dict[str, Text]] = {
    "denied.improvements_unknown": Text(
        zh="没有编号为 {names} 的改进事项；请先登记（POST /api/v1/improvements），再引用其编号",
        en="there are no improvement items {names}; open them first (POST /api/v1/improvements), then name them",
    ),
    "denied.improvement_status": Text(
        zh="改进事项 {item} 的状态为 {status}，该操作仅适用于：{wanted}",
        en="improvement item {item} is {status}; this can be done with one that is: {wanted}",
    ),
    "denied.improvement_no_owner": Text(
        zh="改进事项 {item} 尚无责任人；请先在整改计划中指定 owner",
        en="improvement item {item} has no owner yet; name one in its plan first",
    ),
    "denied.improvement_no_measure": Text(
        zh="改进事项 {item} 尚无整改计划；请先填写责任人和纠正措施（corrective），重新开启的事项须重新制定",
        en="improvement item {item} has no plan that stands; give an owner and a corrective measure first, anew where it "
        "was opened again",
    ),
    "denied.improvement_due_unfit": Text(
        zh="期限须在将来，且不超过制度规定的 {days} 天",
        en="the date must lie in the future, and no further away than the {days} days that the policy allows",
    ),
    "denied.improvement_due_reason": Text(
        zh="推迟期限须说明原因（reason）", en="moving the due date back needs a reason"
    ),
    "denied.improvement_own_work": Text(
        zh="{user} 是改进事项 {item} 的责任人、实施人或申请人，不能自行验证；请由他人验证",
        en="{user} owned improvement item {item}, worked on it or asked to waive it, so somebody else has to verify it",
    ),
    "denied.improvement_no_redrill": Text(
        zh="改进事项 {item} 须经复演证明问题已消除；请在整改完成后再次演练该服务，再进行验证",
        en="improvement item {item} needs a later drill that shows it gone; drill the service again after the measure was "
        "carried out, then verify",
    ),
    "denied.improvement_other_service": Text(
        zh="演练 {drill} 不涉及改进事项 {item} 的任何服务",
        en="drill {drill} was of none of the services of item {item}",
    ),
    "denied.improvement_too_early": Text(
        zh="演练 {drill} 在改进事项 {item} 的措施实施之前开始，不能证明其有效",
        en="drill {drill} began before the measure of item {item} was carried out, so it cannot show that it worked",
    ),
    "denied.improvement_not_completed": Text(
        zh="演练 {drill} 未完成或未证实恢复，不能证明改进事项 {item} 的问题已消除",
        en="drill {drill} did not go to its end or is not proved to be restored, so it shows nothing about item {item}",
    ),
    "denied.improvement_still_there": Text(
        zh="演练 {drill} 的报告仍含改进事项 {item} 的问题",
        en="the report of drill {drill} still has the trouble of item {item}",
    ),
    "notice.finding_opened.title": Text(zh="新的改进事项：{title}", en="New improvement item: {title}"),
    "notice.finding_opened.body": Text(
        zh="改进事项 {item} 已登记，责任人：{owner}，期限：{due}。请制定整改计划（责任部门、措施、期限、资源）。",
        en="Improvement item {item} was opened; owner: {owner}, due: {due}. Plan it: departments, measures, deadline, resources.",
    ),
    "notice.finding_planned.title": Text(zh="改进事项由您负责：{title}", en="An improvement item is yours: {title}"),
    "notice.finding_planned.body": Text(
        zh="改进事项 {item} 的责任人是 {owner}，期限：{due}。完成后请登记，由他人验证。",
        en="Improvement item {item} is owned by {owner} and due on {due}. Tell the register when it is done; somebody else verifies it.",
    ),
    "notice.finding_waits.title": Text(zh="改进事项等待他人处理：{title}", en="An improvement item waits: {title}"),
    "notice.finding_waits.body": Text(
        zh="改进事项 {item}（责任人 {owner}）等待复演、验证或对不予整改申请的决定；责任人和实施人不得自行验证。期限：{due}。",
        en="Improvement item {item} (owner {owner}) waits for a re-drill, a verification or a decision on its waiver, by somebody "
        "other than owner and doer. Due: {due}.",
    ),
    "notice.finding_due_soon.title": Text(zh="改进事项即将到期：{title}", en="Improvement item due soon: {title}"),
    "notice.finding_due_soon.body": Text(
        zh="改进事项 {item}（责任人 {owner}）的期限为 {due}。",
        en="Improvement item {item} (owner {owner}) is due on {due}.",
    ),
    "notice.overdue_finding.title": Text(zh="改进事项已逾期：{title}", en="Improvement item overdue: {title}"),
    "notice.overdue_finding.body": Text(
        zh="改进事项 {item}（责任人 {owner}）的期限 {due} 已过，仍未关闭。",
        en="Improvement item {item} (owner {owner}) was due on {due} and is not closed.",
    ),
    "improvement.late_report": Text(
        zh="演练 {drill} 的报告未在期限 {due} 前报送（{rule}）",
        en="the report of drill {drill} was not submitted by {due} ({rule})",
    ),
    "improvement.late_report.advice": Text(
        zh="补报并说明原因；将报送期限写入演练方案和责任分工",
        en="submit it with the reason; put the deadline and who keeps it into the drill's plan",
    ),
    "improvement.plan_wrong": Text(
        zh="演练评估认为方案不可行或与实际不符：{what}",
        en="the evaluation found the plan wrong or not workable: {what}",
    ),
    "improvement.plan_wrong.advice": Text(
        zh="修订方案或预案，评审后复演", en="correct the plan, have it reviewed, and drill again"
    ),
    "improvement.now": Text(
        zh="改进事项 {item}：{status}，期限 {due}", en="improvement item {item}: {status}, due {due}"
    ),
    "improvement.overdue": Text(zh="（逾期）", en="(overdue)"),
    "improvement.column.item": Text(zh="编号", en="item"),
    "improvement.column.status": Text(zh="状态", en="status"),
    "improvement.column.severity": Text(zh="严重程度", en="severity"),
    "improvement.column.due": Text(zh="期限", en="due"),
    "improvement.column.owner": Text(zh="责任人", en="owner"),
    "improvement.column.title": Text(zh="问题", en="finding"),
}

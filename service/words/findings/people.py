"""Findings about what people said: gates, manual steps, words that do not count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scenarios.plan import Text

WORDS: Final[Mapping[str, Text]] = {
    "finding.gate_waived": Text(
        zh="审批环节“{step}”被豁免（{person}：{reason}），没有人确认。",
        en="Gate “{step}” was waived ({person}: {reason}); nobody confirmed it.",
    ),
    "advice.gate_waived": Text(
        zh="正式演练不得豁免审批；决策时间未得到检验。",
        en="Do not waive gates in a formal drill: the time to decide was not tested.",
    ),
    "finding.gate_refused": Text(
        zh="审批环节“{step}”未获同意（{person}：{reason}）。", en="Gate “{step}” was refused ({person}: {reason})."
    ),
    "advice.gate_refused": Text(zh="处理不同意的理由后再行演练。", en="Settle the reason before the next drill."),
    "finding.manual_waived": Text(
        zh="人工步骤“{step}”由 {person} 豁免（{reason}），没有任何人执行或复核。",
        en="The manual step “{step}” was waived by {person} ({reason}): nobody did it, and nobody confirmed it.",
    ),
    "advice.manual_waived": Text(
        zh="正式演练不得豁免人工步骤；由有关人员在场复演。",
        en="Do not waive it in a drill that is to count. Drill again with the people there.",
    ),
    "finding.passed_unlawfully": Text(
        zh="步骤“{step}”已继续执行，但有效的人员确认不足。",
        en="“{step}” was passed although the words that count do not carry it.",
    ),
    "advice.passed_unlawfully": Text(
        zh="核查记录的来源，并向签字人员逐一核实。",
        en="Look into where the record comes from, and ask everybody who signed.",
    ),
    "finding.word_of_stranger": Text(
        zh="“{step}”：{person} 的意见不计入，人员登记表中没有这个人，或不止一人使用该名称。",
        en="“{step}”: the word of {person} was not counted, as the people register does not know that name, or more than one person has it.",
    ),
    "advice.word_of_stranger": Text(
        zh="核实该人员身份，必要时补入人员登记表。", en="Find out who it was, and register the person if that is right."
    ),
    "finding.word_without_role": Text(
        zh="“{step}”：{person} 的意见不计入，此人不具备所要求的角色，也不是该角色的备岗。",
        en="“{step}”: the word of {person} was not counted, as the person neither holds the role that is asked for nor is a deputy.",
    ),
    "advice.word_without_role": Text(
        zh="由具备角色的人员确认，或按授权流程调整角色。",
        en="Let somebody who holds the role speak, or have the role given in due form.",
    ),
    "finding.word_of_same_person": Text(
        zh="“{step}”：{person} 的意见不计入，同一人不得兼任执行与复核，也不得重复审批。",
        en="“{step}”: the word of {person} was not counted, as one person can neither do and confirm, nor approve twice.",
    ),
    "advice.word_of_same_person": Text(
        zh="安排另一名人员复核；检查排班是否保证双人在岗。",
        en="Have another person confirm it, and see to it that two are on duty.",
    ),
    "finding.word_out_of_turn": Text(
        zh="“{step}”：{person} 的意见不计入，当时没有要求该项确认。",
        en="“{step}”: the word of {person} was not counted, as nobody had asked for it then.",
    ),
    "advice.word_out_of_turn": Text(
        zh="先执行、后复核，在要求确认时作出答复。", en="Speak when it is asked for: first done, then confirmed."
    ),
}

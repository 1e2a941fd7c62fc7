"""What is said about a wrong template folder of reports."""

from __future__ import annotations

from typing import Final

# fmt: off
SAYINGS: Final[dict[str, tuple[str, str, str, str]]] = {
    "template_no_folder": ("there is no such folder", "name the folder that holds firm.yaml",
                           "没有这个目录", "请给出 firm.yaml 所在的目录"),
    "template_number": ("{gap} is no part of a report's number", "write one of: {known}",
                        "报告编号中没有 {gap} 这一部分", "请写以下之一：{known}"),
    "template_logo": ("{name} is not taken as a logo: {why}", "give an SVG or PNG picture of at most 1 MB",
                      "{name} 不能用作标志：{why}", "请给出不超过 1 MB 的 SVG 或 PNG 图片"),
    "template_side": ("a section stands before or after one section of the report",
                      "write either `before:` or `after:` with its letter or number",
                      "须说明本节放在报告哪一节之前或之后", "请写 `before:` 或 `after:` 之一，取值为该节的字母或编号"),
    "template_outside": ("{name} lies outside the template folder", "copy the file into the folder",
                         "{name} 在模板目录之外", "请将文件放入模板目录"),
    "template_picture": ("a picture is not taken in a section's text", "take it out; only the logo is a picture",
                         "章节正文中不能有图片", "请删除；图片只支持标志"),
    "template_unlike": ("here the Chinese and the English text part: {other}, line {other_line} has no such block",
                        "let both have the same headings, paragraphs, items and tables, in the same order",
                        "中英文内容从此处起不一致：{other} 第 {other_line} 行没有对应的段落",
                        "中英文须有相同顺序的标题、段落、列表项与表格"),
}
# fmt: on

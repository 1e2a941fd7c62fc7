"""What is said about a spreadsheet that cannot be read, in English and Chinese."""

from __future__ import annotations

from typing import Final

# fmt: off
SAYINGS: Final[dict[str, tuple[str, str, str, str]]] = {
    "sheet_unknown_form": ("it is neither a workbook nor a table of text", "save it as .xlsx, or as .csv",
                           "既不是工作簿，也不是文本表格", "请另存为 .xlsx 或 .csv"),
    "sheet_encrypted_or_old": ("it is encrypted, or a workbook in the form before .xlsx",
                               "save it as .xlsx without a password",
                               "文件已加密，或为旧版 .xls 格式", "请去掉密码，另存为 .xlsx"),
    "sheet_broken": ("the workbook cannot be read: {why}", "open it in a spreadsheet program and save it anew as .xlsx",
                     "工作簿无法读取：{why}", "请用表格软件打开后重新另存为 .xlsx"),
    "sheet_unpacks_too_large": ("unpacked it is larger than {most}", "keep only the sheets and rows that are needed",
                                "解压后超过 {most}", "请只保留需要的工作表和行"),
    "sheet_too_large": ("the file is larger than {most}", "keep only the sheets and rows that are needed",
                        "文件超过 {most}", "请只保留需要的工作表和行"),
    "sheet_hostile": ("a part of the workbook ({part}) declares entities, which no workbook needs",
                      "copy the cells into a new workbook",
                      "工作簿的部件（{part}）中有实体声明，正常的工作簿不会有", "请把单元格内容复制到新的工作簿"),
    "sheet_too_many_rows": ("the sheet reaches beyond row {most}", "keep only the rows that are needed",
                            "工作表超过第 {most} 行", "请只保留需要的行"),
    "sheet_too_many_columns": ("the sheet reaches beyond column {most}", "keep only the columns that are needed",
                               "工作表超出第 {most} 列", "请只保留需要的列"),
    "sheet_too_many_cells": ("the file holds more than {most} cells", "keep only the sheets and rows that are needed",
                             "单元格超过 {most} 个", "请只保留需要的工作表和行"),
    "sheet_too_many_sheets": ("the workbook has more than {most} sheets", "keep only the sheets that are needed",
                              "工作表超过 {most} 个", "请只保留需要的工作表"),
    "sheet_formula_without_value": ("the formula has no stored value", "write the value itself in place of the formula",
                                    "公式没有已保存的结果", "请用值替换公式"),
    "sheet_error_value": ("the cell holds the error {value}", "write the value that belongs here",
                          "单元格是错误值 {value}", "请写入正确的值"),
    "sheet_cell_too_long": ("the cell holds more than {most} characters", "shorten it",
                            "单元格超过 {most} 个字符", "请缩短"),
    "sheet_control_character": ("the cell holds the invisible character {code}", "delete that character",
                                "单元格含有不可见字符 {code}", "请删除该字符"),
    "sheet_merges_too_large": ("merged cells cover more than {most} cells", "take the merging out",
                               "合并单元格覆盖超过 {most} 个单元格", "请取消合并"),
    "csv_not_text": ("it is neither UTF-8 nor GB18030", "save it as CSV UTF-8",
                     "编码既不是 UTF-8，也不是 GB18030", "请另存为 CSV UTF-8"),
    "csv_broken": ("the table cannot be read here: {why}", "check the quotation marks of this row and those before it",
                   "表格在此处无法读取：{why}", "请检查本行及之前各行的引号"),
    "csv_folder_empty": ("the folder holds no .csv file", "put one .csv file per table into it",
                         "目录中没有 .csv 文件", "请每张表放一个 .csv 文件"),
}
# fmt: on

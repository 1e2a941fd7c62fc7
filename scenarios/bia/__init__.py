"""The business impact analysis (JR/T 0251 §6): businesses, services, suppliers, what they were promised and why.

`model` is the file's form, `checks` what is held against each other, `register` both together, `tables` the sheets.
"""

from scenarios.bia.model import AcceptableInput, BiaInput, ServiceInput, objective

__all__ = ["AcceptableInput", "BiaInput", "ServiceInput", "objective"]

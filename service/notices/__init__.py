"""Notices: who is told of what, through which channel; written first, sent later, never in a drill's way."""

from service.notices.teller import Teller

__all__ = ["Teller"]

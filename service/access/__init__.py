"""Who may do what: users, their roles and scopes, tokens and sessions; and who a caller is."""

from service.access.caller import Caller, Grant
from service.access.rights import RIGHTS, Right, Role

__all__ = ["RIGHTS", "Caller", "Grant", "Right", "Role"]

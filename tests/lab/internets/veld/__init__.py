# SPDX-License-Identifier: MIT
"""The internet whose zones are thrown too. Seeded dice (`VELD_DICE`) say who serves what, how it hangs together, what half of it has for
faults, who resolves, and what is swept from where; functions say what is true of each."""

from .questions import QUESTIONS
from .resolvers import ABSENT_RESOLVERS, RESOLVERS
from .resolvers import OTHERS as OTHER_RESOLVERS
from .situations import SITUATIONS
from .zones import ADDRESSES_OF_RESOLVERS, ADDRESSES_OF_ZONES, AUTHORITIES, DEAD_ADDRESSES, ZONES

__all__ = ["ABSENT_RESOLVERS", "ADDRESSES_OF_RESOLVERS", "ADDRESSES_OF_ZONES", "AUTHORITIES", "DEAD_ADDRESSES",
           "OTHER_RESOLVERS", "QUESTIONS", "RESOLVERS", "SITUATIONS", "ZONES"]

# SPDX-License-Identifier: MIT
"""The internet of dice. Sixty zones, half of them broken, and thirty resolvers; seeded draws of names, resolvers and faults
of a site make sweeps that nobody has thought of, and a function says what is true of each."""

from .questions import QUESTIONS
from .resolvers import ABSENT_RESOLVERS, RESOLVERS
from .resolvers import OTHERS as OTHER_RESOLVERS
from .situations import SITUATIONS
from .zones import ADDRESSES_OF_RESOLVERS, ADDRESSES_OF_ZONES, AUTHORITIES, DEAD_ADDRESSES, ZONES

__all__ = ["ABSENT_RESOLVERS", "ADDRESSES_OF_RESOLVERS", "ADDRESSES_OF_ZONES", "AUTHORITIES", "DEAD_ADDRESSES",
           "OTHER_RESOLVERS", "QUESTIONS", "RESOLVERS", "SITUATIONS", "ZONES"]

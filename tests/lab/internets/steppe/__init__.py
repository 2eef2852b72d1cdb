# SPDX-License-Identifier: MIT
"""The internet of keys and calendars: DNSSEC done at the wrong moment, registries that vouch for what is gone, caches that remember, and the types
that are not A."""

from .questions import QUESTIONS
from .resolvers import ABSENT_RESOLVERS, RESOLVERS
from .resolvers import OTHERS as OTHER_RESOLVERS
from .situations import SITUATIONS
from .zones import ADDRESSES_OF_RESOLVERS, ADDRESSES_OF_ZONES, AUTHORITIES, DEAD_ADDRESSES, ZONES

__all__ = ["ABSENT_RESOLVERS", "ADDRESSES_OF_RESOLVERS", "ADDRESSES_OF_ZONES", "AUTHORITIES", "DEAD_ADDRESSES",
           "OTHER_RESOLVERS", "QUESTIONS", "RESOLVERS", "SITUATIONS", "ZONES"]

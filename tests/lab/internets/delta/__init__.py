# SPDX-License-Identifier: MIT
"""The fifth internet: an enterprise with internal zones, forwarders in chains and appliances, seen at three in the morning; and its
small sites."""

from .questions import QUESTIONS
from .resolvers import OTHERS as OTHER_RESOLVERS
from .resolvers import RESOLVERS
from .situations import SITUATIONS
from .zones import ADDRESSES_OF_RESOLVERS, ADDRESSES_OF_ZONES, AUTHORITIES, DEAD_ADDRESSES, ZONES

ABSENT_RESOLVERS = []

__all__ = ["ABSENT_RESOLVERS", "ADDRESSES_OF_RESOLVERS", "ADDRESSES_OF_ZONES", "AUTHORITIES", "DEAD_ADDRESSES",
           "OTHER_RESOLVERS", "QUESTIONS", "RESOLVERS", "SITUATIONS", "ZONES"]

# SPDX-License-Identifier: MIT
"""The fourth internet: a country's registry that serves its second levels itself, a hosting company's customers, parents and
children on the same servers, promises in the inventory, and sites as small as sites mostly are."""

from .questions import QUESTIONS
from .resolvers import ABSENT_RESOLVERS, RESOLVERS
from .resolvers import OTHERS as OTHER_RESOLVERS
from .situations import SITUATIONS
from .zones import ADDRESSES_OF_RESOLVERS, ADDRESSES_OF_ZONES, AUTHORITIES, DEAD_ADDRESSES, ZONES

__all__ = ["ABSENT_RESOLVERS", "ADDRESSES_OF_RESOLVERS", "ADDRESSES_OF_ZONES", "AUTHORITIES", "DEAD_ADDRESSES",
           "OTHER_RESOLVERS", "QUESTIONS", "RESOLVERS", "SITUATIONS", "ZONES"]

# SPDX-License-Identifier: MIT
"""The internet of name owners: registries, enterprises and leaves, each with servers that are lame, silent, of two minds or behind, beside resolvers
that misbehave on their own account; and much that looks odd and is well."""

from .questions import QUESTIONS
from .resolvers import ABSENT_RESOLVERS, RESOLVERS
from .resolvers import OTHERS as OTHER_RESOLVERS
from .situations import SITUATIONS
from .zones import ADDRESSES_OF_RESOLVERS, ADDRESSES_OF_ZONES, AUTHORITIES, DEAD_ADDRESSES, ZONES

__all__ = ["ABSENT_RESOLVERS", "ADDRESSES_OF_RESOLVERS", "ADDRESSES_OF_ZONES", "AUTHORITIES", "DEAD_ADDRESSES",
           "OTHER_RESOLVERS", "QUESTIONS", "RESOLVERS", "SITUATIONS", "ZONES"]

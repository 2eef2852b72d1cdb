# SPDX-License-Identifier: MIT
"""What is signed anew, or not any more, while the internet runs."""

from zones import drop_records

from ..steppe.signer import new_key, sign

naked = drop_records("(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY)")
__all__ = ["naked", "new_key", "sign"]

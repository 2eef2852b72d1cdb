# SPDX-License-Identifier: MIT
"""Turns a text into a C array: embed.py INPUT OUTPUT SYMBOL. Meson brings Python along, so nothing else is needed."""
import sys

source, target, symbol = sys.argv[1:]
with open(source, "rb") as file:
    octets = file.read() + b"\0"
lines = [", ".join(map(str, octets[i : i + 20])) for i in range(0, len(octets), 20)]
with open(target, "w") as file:
    file.write("/* Made from %s. */\nextern const char %s[];\n" % (source.rsplit("/", 1)[-1], symbol))
    file.write("const char %s[] = {\n%s\n};\n" % (symbol, ",\n".join(lines)))

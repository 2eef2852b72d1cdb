#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The JSON Schema accepts every inventory that loads, and refuses mistakes of form.

usage: check_schema.py INVENTORIES CASES
"""

import json
import pathlib
import re
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

# Mistakes that only the program can see: between objects, in files, or inside of a text.
BEYOND_THE_SCHEMA = {
    "addresses", "after-the-end", "anchors", "bad-files", "bad-zone", "circles", "dangling", "duplicate-key", "durations",
    "empty-plan", "names", "no-groups", "nobody", "syntax", "trailing-comma", "twins", "unfinished",
}


def main():
    inventories, cases = (pathlib.Path(path) for path in sys.argv[1:3])
    schema = json.loads((inventories / "inventory.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    failures = []

    def expect(valid, what, document):
        errors = list(validator.iter_errors(document))
        if valid and errors:
            failures.append(f"{what}: {errors[0].json_path}: {errors[0].message[:200]}")
        if not valid and not errors:
            failures.append(f"{what}: the schema has nothing against it")

    for path in sorted(inventories.glob("*.json")):
        if not path.name.endswith(".schema.json"):
            expect(True, path.name, json.loads(path.read_text()))
    blocks = re.findall(r"```json\n(.*?)```", (inventories / "README.md").read_text(), re.S)
    if len(blocks) < 5:
        failures.append("README.md has fewer examples than it had")
    for number, block in enumerate(blocks, 1):
        expect(True, f"example {number} of README.md", json.loads(block))
    for path in sorted(cases.glob("valid/*.json")):
        expect(True, path.name, json.loads(path.read_text(encoding="utf-8-sig")))
    for path in sorted(cases.glob("invalid/*.json")):
        if path.stem not in BEYOND_THE_SCHEMA:
            expect(False, path.name, json.loads(path.read_text()))

    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

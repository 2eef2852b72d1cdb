# SPDX-License-Identifier: MIT
"""Fills in a page of the manual: page.py TEMPLATE OUTPUT --middle TEXT | --schema SCHEMA [OBJECT...].

@MIDDLE@ is what the program says of its own tables; @FIELDS@ are the fields of a JSON Schema, an object a section: what validates
documents also documents them.
"""
import argparse
import json
import re
from pathlib import Path


def escaped(text):
    return re.sub(r"([*_\\<>#~`\[\]|.-])", r"\\\1", " ".join(text.split()))


class Fields:
    def __init__(self, schema):
        self.schema = schema
        self.definitions = schema.get("$defs", {})

    def target(self, field):
        """What the field refers to: its name and its schema."""
        reference = field.get("$ref", "")
        name = reference.rsplit("/", 1)[-1]
        return (name, self.definitions[name]) if name else ("", {})

    def kind(self, field):
        name, target = self.target(field)
        if name:
            return name if "properties" in target else self.kind(target)
        if "const" in field:
            return json.dumps(field["const"])
        if "enum" in field:
            return "a word" if len(field["enum"]) > 8 else ", ".join(word if isinstance(word, str) else json.dumps(word) for word in field["enum"])
        if "oneOf" in field or "anyOf" in field:
            return " or ".join(dict.fromkeys(self.kind(one) for one in field.get("oneOf", field.get("anyOf"))))
        kind = field.get("type", "any")
        if kind == "array" and "items" in field:
            return "list of " + self.kind(field["items"])
        return " or ".join(kind) if isinstance(kind, list) else kind

    def said(self, field):
        _, target = self.target(field)
        text = field.get("description") or target.get("description") or ""
        default = field.get("default")
        return text + (f" (default {json.dumps(default)})" if default is not None else "")

    def section(self, title, described):
        lines = [f"# {title.upper()}", ""]
        if described.get("description"):
            lines += [escaped(described["description"]), ""]
        required = described.get("required", [])
        for name, field in described["properties"].items():
            lines.append(f"*{escaped(name)}* ({escaped(self.kind(field))}{'' if name in required else ', optional'})")
            said = self.said(field)
            lines += ["\t" + escaped(said), ""] if said else [""]
        return lines

    def text(self, objects):
        lines = self.section("top", self.schema) if "properties" in self.schema else []
        for name in objects or self.definitions:
            if "properties" in self.definitions[name]:
                lines += self.section(name, self.definitions[name])
        return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("template")
    parser.add_argument("output")
    parser.add_argument("--middle")
    parser.add_argument("--schema")
    parser.add_argument("objects", nargs="*")
    chosen = parser.parse_args()
    text = Path(chosen.template).read_text()
    if chosen.middle:
        text = text.replace("@MIDDLE@\n", Path(chosen.middle).read_text())
    if chosen.schema:
        fields = Fields(json.loads(Path(chosen.schema).read_text()))
        text = text.replace("@FIELDS@\n", fields.text(chosen.objects) + "\n")
    Path(chosen.output).write_text(text)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""The private internets: a module each, all with the same tables. README.md says what they hold."""

import importlib
import pathlib
import pkgutil

HERE = str(pathlib.Path(__file__).resolve().parent)


def names():
    return sorted(module.name for module in pkgutil.iter_modules([HERE]))


def load(name):
    return importlib.import_module(f"internets.{name}")

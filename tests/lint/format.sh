#!/bin/sh
# Fails without the formatter of record, so that a missing tool is never a passed check.
cd "$1" || exit 99
clang-format --version 2>/dev/null | grep -q 'version 14\.' || {
	echo "clang-format 14 is not installed"
	exit 1
}
find include src tests bench -name '*.[ch]' -exec clang-format --dry-run -Werror {} +

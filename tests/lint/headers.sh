#!/bin/sh
# Each public header compiles alone, in C and as C++ sees C, and twice.
cd "$1" || exit 99
status=0
for header in include/fleetdig/*.h; do
	noun=$(basename "$header")
	printf '#include <fleetdig/%s>\n#include <fleetdig/%s>\nint main(void) { return 0; }\n' "$noun" "$noun" |
		${CC:-cc} -std=gnu17 -Wall -Wextra -Werror -Iinclude -fsyntax-only -x c - ||
		{ echo "$header: does not compile alone"; status=1; }
done
exit $status

#!/bin/sh
# All folders end up in one program, where of two symbols of one name the linker takes the first it needs, in silence:
# no two folders define the same. Reads the archives of the newest build, so it runs after one.
cd "$1" || exit 99
newest=$(ls -td build/src/*/lib*.a build-asan/src/*/lib*.a build-clang/src/*/lib*.a 2>/dev/null | head -n 1)
[ -n "$newest" ] || {
	echo "no archives in build/, build-asan/ or build-clang/: build first"
	exit 1
}
build=${newest%%/*}
# libfleetdig.a is all of them once more.
symbols=$(nm -A -g --defined-only $(ls "$build"/src/*/lib*.a | grep -v /libfleetdig.a)) || {
	echo "$build: its archives cannot be read"
	exit 1
}
# ARCHIVE:MEMBER:ADDRESS TYPE NAME; names with a dot or two underscores in front are the compiler's.
printf '%s\n' "$symbols" | awk '
	NF < 3 || $NF ~ /^__|\./ { next }
	{ split($1, path, "/"); folder = path[3]; seen++ }
	!($NF in home) { home[$NF] = folder }
	home[$NF] != folder { print $NF ": defined by " home[$NF] "/ and by " folder "/"; bad = 1 }
	END {
		if (!seen) { print "the archives define nothing"; bad = 1 }
		exit bad
	}'

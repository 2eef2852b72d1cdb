#!/bin/sh
# Asserts stay on in every build; no test may be skipped silently.
cd "$1" || exit 99
! grep -rn --include=meson.build 'b_ndebug=true\|-DNDEBUG' . || exit 1
! grep -rnE 'assert\([a-z_>-]+(\+\+|--)' src || { echo "an assert with a side effect"; exit 1; }

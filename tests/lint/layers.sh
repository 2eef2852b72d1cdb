#!/bin/sh
# The include graph is the data flow. Folders meet only through public headers, <fleetdig/noun.h>;
# a "folder/x.h" header stays in its folder, except core/, which everyone may use.
cd "$1" || exit 99

nouns() {
	case $1 in
	core)      echo endpoint error ;;
	wire)      echo wire ;;
	inventory) echo endpoint error inventory probe wire ;;
	plan)      echo inventory plan ;;
	engine)    echo endpoint engine probe responder wire ;;
	observe)   echo expect library inventory observation probe wire ;;
	hostview)  echo endpoint host_view inventory library wire ;;
	measure)   echo comparison endpoint measure observation wire ;;
	knowledge) echo knowledge observation verdict wire ;;
	diagnose)  echo diagnosis endpoint expect inventory knowledge library observation probe vantages verdict wire ;;
	record)    echo comparison change diagnosis endpoint error inventory knowledge library measure observation probe record record_read \
			recorded verdict wire ;;
	store)     echo change comparison endpoint inventory observation record store verdict wire ;;
	sink)      echo comparison diagnosis endpoint error inventory knowledge measure observation record sink store verdict wire ;;
	dist)      echo endpoint engine wire ;; # an example for other programs
	world)     echo endpoint error probe responder wire world ;;
	cli)       echo comparison change diagnosis endpoint engine error expect host_view inventory library knowledge measure observation \
			plan probe record record_read recorded responder sink store vantages verdict wire world ;;
	esac
}

# Folders in parts, and what each part may use of its folder.
parts() {
	case $1 in
	engine/core)       echo core backend ;;
	engine/net)        echo net backend core/limits ;;
	diagnose/common)   echo common ;;
	diagnose/direct)   echo common direct ;;
	diagnose/rows)     echo common direct rows ;;
	diagnose/dnssec)   echo common direct dnssec ;;
	diagnose/question) echo common direct rows dnssec question ;;
	*)                 echo any ;;
	esac
}

status=0
for file in $(find src -name '*.[ch]' | sort); do
	folder=${file#src/} folder=${folder%%/*}
	for noun in $(sed -n 's|^#include <fleetdig/\([a-z_]*\)\.h>.*|\1|p' "$file"); do
		case " $(nouns "$folder") " in
		*" $noun "*) ;;
		*) echo "$file: $folder/ may not use <fleetdig/$noun.h>"; status=1 ;;
		esac
	done
	part=${file#src/*/}
	case $part in
	*/*)
		part=$folder/${part%%/*}
		for other in $(sed -n "s|^#include \"$folder/\([a-z_/]*\).*|\1|p" "$file"); do
			case " $(parts "$part") " in
			" any " | *" $other "* | *" ${other%%/*} "*) ;;
			*) echo "$file: $part/ may not use \"$folder/$other.h\""; status=1 ;;
			esac
		done ;;
	esac
	for other in $(sed -n 's|^#include "\([a-z]*\)/.*|\1|p' "$file"); do
		case $other in
		core | "$folder") ;;
		*) echo "$file: $folder/ may not use \"$other/...\""; status=1 ;;
		esac
	done
	# What a folder hides, it hides from all.
	case $file in
	src/engine/core/*) if grep -q 'sys/socket\.h\|liburing\.h\|sys/epoll\.h' "$file"; then
		echo "$file: the core knows no socket"; status=1
	fi ;;
	src/engine/* | src/world/*) ;;
	*) if grep -q 'liburing\.h\|sys/epoll\.h' "$file"; then
		echo "$file: sockets and rings belong to engine/"; status=1
	fi ;;
	esac
done
for header in include/fleetdig/*.h; do
	if grep -n '#include <\(liburing\|jansson\|sqlite3\|ldns/\|idn2\|xxhash\)' "$header"; then
		echo "$header: shows a library that users need not have"; status=1
	fi
done
exit $status

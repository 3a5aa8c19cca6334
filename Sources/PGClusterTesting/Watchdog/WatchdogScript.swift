// SPDX-License-Identifier: Apache-2.0

/// The program of the watchdog, for any POSIX shell. Its arguments: the cluster's folder and `keep` or `remove`.
///
/// It waits for the end of its input or for SIGUSR1, ends every process that works in the folder and is one of
/// PostgreSQL's, and removes the folder. Where there is `/proc` a process is known by its name and the folder it works
/// in, elsewhere by its command line. Servers are asked first (SIGQUIT), as they then collect their children and give
/// their shared memory back, and killed after three seconds.
enum WatchdogScript {
    static let text = ##"""
        directory=$1
        keep=$2
        trap '' HUP INT QUIT TERM
        case ${directory##*/} in replica-cluster-?*) ;; *) exit 64 ;; esac

        sort_in() {
            case $2 in
                initdb | pg_basebackup | pg_ctl | setpriv) tools="$tools $1" ;;
                *) servers="$servers $1" ;;
            esac
        }

        list() {
            tools='' servers=''
            if [ -r /proc/self/stat ]; then
                for entry in /proc/[0-9]*; do
                    line=''
                    { IFS= read -r line <"$entry/stat"; } 2>/dev/null || continue
                    name=${line#*\(}
                    name=${name%)*}
                    case $name in
                        postgres | postmaster | initdb | pg_basebackup | pg_ctl | setpriv) ;;
                        *) continue ;;
                    esac
                    case ${line##*) } in Z* | X*) continue ;; esac
                    place=$(readlink "$entry/cwd") || continue
                    case $place in "$directory" | "$directory"/* | "$directory (deleted)") ;; *) continue ;; esac
                    sort_in "${entry#/proc/}" "$name"
                done
            else
                found=$(ps -A -o pid= -o ppid= -o command= | awk -v folder="$directory/" '
                    { name = $3; sub(/:$/, "", name); sub(/.*\//, "", name) }
                    name !~ /^(postgres|postmaster|initdb|pg_basebackup|pg_ctl)$/ { next }
                    index($0, folder) { mine[$1] = 1 }
                    { parent[$1] = $2; names[$1] = name }
                    END { for (id in parent) if (id in mine || parent[id] in mine) print id, names[id] }')
                while read -r id name; do
                    [ -n "$id" ] && sort_in "$id" "$name"
                done <<END
        $found
        END
            fi
        }

        finish() {
            trap '' USR1
            round=0
            while list && [ -n "$tools$servers" ] && [ "$round" -lt 200 ]; do
                round=$((round + 1))
                [ -n "$tools" ] && kill -s KILL $tools
                for file in "$directory"/*/postmaster.pid; do
                    id=''
                    { read -r id <"$file"; } 2>/dev/null
                    case " $servers " in *" $id "*) [ -n "$id" ] && kill -s QUIT "$id" ;; esac
                done
                [ -n "$servers" ] && kill -s CONT $servers
                [ "$round" -gt 60 ] && [ -n "$servers" ] && kill -s KILL $servers
                sleep 0.05 || sleep 1
            done

            # A killed server leaves a small segment of System V shared memory; the file tells its number.
            for file in "$directory"/*/postmaster.pid; do
                [ -f "$file" ] || continue
                segment=$(sed -n '7s/^ *[0-9][0-9]* *\([0-9][0-9]*\) *$/\1/p' "$file")
                [ -n "$segment" ] && ipcrm -m "$segment"
            done

            [ "$keep" = keep ] && exit 0
            orderly=no
            [ -e "$directory/closing" ] && orderly=yes
            rm -rf -- "$directory"
            [ "$orderly" = yes ] && [ ! -e "$directory" ] && exit 0

            # A program that was being started at the moment of the end may have come after the first look.
            sleep 0.3 || sleep 1
            list
            [ -n "$tools$servers" ] && kill -s KILL $tools $servers && { sleep 0.2 || sleep 1; }
            rm -rf -- "$directory"
            exit 0
        }

        trap finish USR1
        while IFS= read -r _; do :; done
        finish
        """##
}

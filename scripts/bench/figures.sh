# shellcheck shell=bash
# Single numbers, each of a gateway of its own.

# measure_figures FOLDER WHAT...   One file each; $quick may be --quick.
measure_figures() {
    local folder=$1 what with
    shift
    for what in "$@"; do
        case $what in audit) with=with_postgres ;; *) with= ;; esac
        # shellcheck disable=SC2086
        $with "$bin/bench" figure "$what" --programs "$bin" ${quick:-} >"$folder/$what.json"
        printf 'figure %-9s %s\n' "$what" "$(sed 's/[][{}"]//g; s/kind://g; s/,found:/ /g' "$folder/$what.json")"
    done
}

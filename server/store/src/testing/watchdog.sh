# Ends the test cluster when nobody has used it for a while. Runs in its folder, with the lock on stdin.
# Every test process has a file users/PID; processes that are killed cannot clean up, so they are looked at.
users_are_there() {
    there=1
    for user in users/*; do
        if kill -0 "${user#users/}" 2>/dev/null; then there=0; else rm -f "$user"; fi
    done
    return $there
}

idle=0
while :; do
    sleep 1
    if users_are_there; then
        idle=0
        continue
    fi
    idle=$((idle + 1))
    [ "$idle" -lt 5 ] && continue
    # Who comes from now on sees this file and waits for the lock; who came before is seen here.
    touch closing
    users_are_there || break
    rm -f closing
    idle=0
done

if read -r postmaster <cluster/data/postmaster.pid; then
    kill -QUIT "$postmaster"
    patience=100
    while kill -0 "$postmaster" 2>/dev/null && [ "$patience" -gt 0 ]; do
        sleep 0.1
        patience=$((patience - 1))
    done
    [ "$patience" -gt 0 ] || kill -KILL "$postmaster"
fi
rm -rf cluster closing

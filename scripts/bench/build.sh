# shellcheck shell=bash
# The programs that are measured and those that measure.

# build_programs PROFILE   Sets $bin, the folder that they are in.
build_programs() {
    local folder=$1
    [ "$folder" != dev ] || folder=debug
    echo "Building (profile $1) ..."
    cargo build --quiet --profile "$1" -p server -p bench -p testkit
    bin=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)/$folder
}

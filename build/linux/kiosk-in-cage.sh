#!/bin/sh
# kiosk-in-cage PROGRAM [ARGUMENT]...
# Runs the kiosk in cage, as the main process of shifts-badge-kiosk.service, and ends with the kiosk's exit code. Cage
# alone would not do:
#  - Before 0.2 it ends with 0, whatever the kiosk ended with.
#  - On SIGTERM it closes the display, and with it the kiosk, at once. So here the kiosk gets the signal and ends in good
#    order; cage ends by itself once its program has.
#  - Before 0.1.5 (Debian 12) "-m last" crashes it.
set -u

pid_file=$RUNTIME_DIRECTORY/kiosk.pid
exit_code_file=$RUNTIME_DIRECTORY/kiosk.exit-code

if [ "$1" = --inside-cage ]; then
    shift
    # The number of this shell becomes the kiosk's.
    sh -c 'echo $$ >"$0" && exec "$@"' "$pid_file" "$@"
    exit_code=$?
    echo "$exit_code" >"$exit_code_file"
    exit "$exit_code"
fi

is_stopping=no
cage=
stop() {
    is_stopping=yes
    kill -TERM "$(cat "$pid_file" 2>/dev/null)" 2>/dev/null || [ -z "$cage" ] || kill -TERM "$cage"
}
trap stop TERM INT
rm -f "$pid_file" "$exit_code_file"

case $(cage -v) in
*' 0.0.'* | *' 0.1.'[0-4]*) displays='' ;;
*) displays='-m last' ;;
esac

# A program in the background would have no standard input, and with it no terminal.
exec 3<&0
# shellcheck disable=SC2086 # None or two words.
cage -d $displays -- "$0" --inside-cage "$@" <&3 3<&- &
cage=$!
[ "$is_stopping" = no ] || stop

# A signal ends wait, not cage.
while kill -0 "$cage" 2>/dev/null; do
    wait "$cage"
    cage_exit_code=$?
done
[ ! -s "$exit_code_file" ] || exit "$(cat "$exit_code_file")"
echo "cage ended with $cage_exit_code, and the kiosk had not ended." >&2
exit 1

#!/bin/sh
# kiosk-in-cage PROGRAM [ARGUMENT]...
# Runs the kiosk in cage, as the main process of shifts-badge-kiosk.service, and ends with the kiosk's exit code. Cage
# alone would not do:
#  - Before 0.2 it ends with 0, whatever the kiosk ended with.
#  - On SIGTERM it closes the display, and with it the kiosk, at once. So here the kiosk gets the signal and ends in good
#    order; cage ends by itself once its program has.
#  - Before 0.1.5 (Debian 12) "-m last" crashes it.
set -u

# An error of the shell itself (it cannot fork, say) would end it with 2: the kiosk's exit code for an invalid config,
# after which the unit restarts nothing.
exit_code=1
trap 'exit "$exit_code"' EXIT

pid_file=$RUNTIME_DIRECTORY/kiosk.pid
exit_code_file=$RUNTIME_DIRECTORY/kiosk.exit-code

if [ "$1" = --inside-cage ]; then
    shift
    # The number of this shell becomes the kiosk's.
    sh -c 'echo $$ >"$0" || exit 1; exec "$@"' "$pid_file" "$@"
    exit_code=$?
    echo "$exit_code" >"$exit_code_file"
    exit
fi

is_stopping=no
cage=
stop() {
    is_stopping=yes
    kill -TERM "$(cat "$pid_file" 2>/dev/null)" 2>/dev/null || [ -z "$cage" ] || kill -TERM "$cage" 2>/dev/null
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

# A signal ends wait, not cage. Once waited for even if cage has ended already: the shell keeps its exit code until then.
while :; do
    wait "$cage"
    cage_exit_code=$?
    kill -0 "$cage" 2>/dev/null || break
done
if [ -s "$exit_code_file" ]; then
    exit_code=$(cat "$exit_code_file")
else
    echo "cage ended with $cage_exit_code, and the kiosk had not ended." >&2
fi

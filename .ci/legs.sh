#!/usr/bin/env bash
# Sourced by scripts that run several legs: counts what passed and failed, and names each failure at the end.
started=$SECONDS
passed=0
failed=0
failures=$(mktemp)

say() { printf '\n== %s (%ss)\n' "$*" "$((SECONDS - started))"; }

# leg NAME COMMAND...: takes the counts from the last "N passed, N failed" and the names from the lines "Failed: …". A leg
# that ends without its counts is one failure.
leg() {
  local name=$1 log line
  shift
  say "$name"
  log=$(mktemp)
  "$@" 2>&1 | tee "$log" || true
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1 || true)
  if [ -z "$line" ]; then
    line='0 passed, 1 failed'
    echo "Failed: $name: it ended without its counts" >>"$failures"
  fi
  passed=$((passed + $(cut -d' ' -f1 <<<"$line")))
  failed=$((failed + $(cut -d' ' -f3 <<<"$line")))
  awk -v name="$name" 'sub(/^Failed: /, "") { print "Failed: " name ": " $0 }' "$log" >>"$failures"
  rm -f "$log"
}

# step NAME COMMAND...: counts as one, by the exit code.
step() {
  local name=$1
  shift
  say "$name"
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "Failed: $name" >>"$failures"
  fi
}

# Comes last: its exit code is the script's.
finish() {
  say 'Done'
  cat "$failures"
  rm -f "$failures"
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

#!/usr/bin/env bash
# Sourced by scripts that run several legs: counts what passed and failed, and names each failure at the end.
started=$SECONDS
passed=0
failed=0
failures=$(mktemp)
# Legs that `beside` has started: name, log and process of each.
besides=()

say() { printf '\n== %s (%ss)\n' "$*" "$((SECONDS - started))"; }

# leg NAME COMMAND...: takes the counts from the last "N passed, N failed" and the names from the lines "Failed: …". A leg
# that ends without its counts is one failure.
leg() {
  local name=$1 log
  shift
  say "$name"
  log=$(mktemp)
  "$@" 2>&1 | tee "$log" || true
  count "$name" "$log"
}

# beside NAME COMMAND...: as leg, at the same time as what comes next. `finish` waits for it and shows what it wrote.
beside() {
  local name=$1 log
  shift
  log=$(mktemp)
  "$@" >"$log" 2>&1 &
  besides+=("$name" "$log" $!)
}

count() {
  local name=$1 log=$2 line
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
  local i
  for ((i = 0; i < ${#besides[@]}; i += 3)); do
    wait "${besides[i + 2]}" || true
    say "${besides[i]}"
    cat "${besides[i + 1]}"
    count "${besides[i]}" "${besides[i + 1]}"
  done
  say 'Done'
  cat "$failures"
  rm -f "$failures"
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

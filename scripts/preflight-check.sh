#!/usr/bin/env bash
# The checklist's own command: runs `preflight check` from wherever the caller stands. It lies in a checkout of Preflight or in
# the installed package, and may be called through a link. Node and the configuration are looked for where the caller is and
# beside this script: see find_node and has_configuration_upward.
set -euo pipefail
# With it, `cd` may go elsewhere and print where.
unset CDPATH

# As lib/cli/exit-codes.ts says it: the checklist itself could not run.
readonly could_not_run=3
# package.json, "engines": from this version on, Node reads TypeScript.
readonly oldest_major=22 oldest_minor=18

main() {
  local checkout program node arguments=()
  local has_config='' has_release='' rest_is_verbatim='' before='' argument
  for argument in "$@"; do
    if [[ -z $rest_is_verbatim ]]; then
      case $argument in
        -h | --help)
          # In the place of an option's value it is refused: help ends with the exit code of a go.
          if ! takes_value "$before"; then
            print_help
            return
          fi
          ;;
        # Node takes --env-file for itself wherever it stands, and would load the file into its own environment.
        --env-file) argument=--dotenv ;;
        --env-file=*) argument=--dotenv=${argument#*=} ;;
        --config | --config=*) has_config=yes ;;
        --release | --release=* | --without-release) has_release=yes ;;
        --) rest_is_verbatim=yes ;;
      esac
    fi
    arguments+=("$argument")
    before=$argument
  done

  checkout=$(find_checkout)
  program=$checkout/bin/preflight.ts
  # In the published package it is built, and its packages stand where the application's do.
  [[ -f $program ]] || program=$checkout/dist/bin/preflight.js
  [[ $program != *.ts || -f $checkout/node_modules/zod/package.json ]] ||
    give_up "Preflight's packages are not installed: run 'npm ci' in $checkout"
  node=$(find_node "$checkout")
  local ours=(check) own
  [[ -n $has_release ]] || ours+=(--without-release)
  if [[ -z $has_config ]] && ! has_configuration_upward && own=$(configuration_in "$checkout"); then
    ours+=("--config=$own")
  fi
  # Until bash 4.4, an empty list counts as unset.
  exec "$node" "$program" "${ours[@]}" ${arguments[@]+"${arguments[@]}"}
}

takes_value() {
  [[ $1 =~ ^--(env|dotenv|release|deployed-at|group|only|report|config)$ ]]
}

# The folder above this script's own, whichever link it was called through.
find_checkout() {
  local file=${BASH_SOURCE[0]} folder
  while [[ -L $file ]]; do
    folder=$(cd -P -- "$(dirname -- "$file")" && pwd)
    file=$(readlink -- "$file")
    [[ $file == /* ]] || file=$folder/$file
  done
  cd -P -- "$(dirname -- "$file")/.." && pwd
}

# The Node that the checkout brings, else the caller's where it is new enough.
find_node() {
  local checkout=$1 node
  for node in "$checkout/node_modules/.bin/node" "$(command -v node || true)"; do
    if is_new_enough "$node"; then
      printf '%s\n' "$node"
      return
    fi
  done
  give_up "there is no Node $oldest_major.$oldest_minor or newer: run 'npm ci' in $checkout, which brings its own"
}

is_new_enough() {
  local version major minor
  [[ -x $1 ]] && version=$("$1" --version 2>/dev/null) || return
  [[ $version =~ ^v([0-9]+)\.([0-9]+)\. ]] || return
  major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
  ((major > oldest_major || (major == oldest_major && minor >= oldest_minor)))
}

# Whether the command line will find a configuration by itself: the nearest one, upward from where the caller stands.
has_configuration_upward() {
  local folder
  folder=$(pwd -P) || return
  until configuration_in "$folder" >/dev/null; do
    [[ $folder != / ]] || return
    folder=$(dirname -- "$folder")
  done
}

configuration_in() {
  local extension
  for extension in ts mts js mjs; do
    if [[ -e $1/preflight.config.$extension ]]; then
      printf '%s\n' "$1/preflight.config.$extension"
      return
    fi
  done
  return 1
}

give_up() {
  printf 'preflight-check: %s\n' "$1" >&2
  exit "$could_not_run"
}

print_help() {
  cat <<'HELP'
preflight-check.sh: runs the checklist against an environment and prints it

Usage: preflight-check.sh --env NAME [OPTIONS]

It looks at the environment's variables, its database and backups, its services, resources and certificates, and prints
every item of the checklist in its order. The sources are asked from this machine and with your own AWS credentials.

Options
  --env NAME          the environment, as the configuration names it: --env production (required)
  --env-file FILE     read the variables from this .env file, not from AWS; the file never leaves this machine
  --release FILE      the release as JSON; - reads standard input. Without it, the items that ask about a release are
                      left out, and listed as such
  --without-release   leave these out: this is what happens without --release
  --deployed-at TIME  when the release was deployed, as ISO 8601: some checks of post-deploy compare with the time before
  --group GROUP       only the checks of this group; may be repeated
  --only CHECK        only this check; may be repeated, adds to --group
  --report DIR        write report.json, report.md, report.html and report.junit.xml there
  --json              print the report as JSON to stdout
  --config FILE       default: the nearest preflight.config.ts (.mts .js .mjs) upward from here, else the checkout's own
  --help              print this

These are the options of `preflight check`; only --env-file has another name there: --dotenv.

Exit codes
  0  go: all that was looked at is well
  1  no-go
  2  wrong usage, configuration or release; nothing was started
  3  the checklist could not run
HELP
}

main "$@"

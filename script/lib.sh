# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# What the scripts share: sourced, never run. Sets `root`, goes there, and puts the project's own Node on PATH.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# The page's tools need at least this Node (Debian 12 has 18).
node_needed=20.19.0
if [ -x .tools/node/node_modules/.bin/node ]; then
  export PATH="$root/.tools/node/node_modules/.bin:$PATH"
fi

say() { printf '==> %s\n' "$*" >&2; }
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# retry COMMAND…: up to three times, for what goes over the network.
retry() {
  local attempt
  for attempt in 1 2 3; do
    if "$@"; then return 0; fi
    [ "$attempt" = 3 ] || say "failed (attempt $attempt of 3), trying again in $((attempt * 5)) s: $*"
    [ "$attempt" = 3 ] || sleep $((attempt * 5))
  done
  return 1
}

# Whether there is a Node new enough, and an npm beside it.
node_is_usable() {
  local version
  command -v npm >/dev/null && version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  [ "$(printf '%s\n' "$node_needed" "$version" | sort -V | head -n 1)" = "$node_needed" ]
}

# install_npm_packages FOLDER: only when its lock file changed since the last time.
install_npm_packages() {
  local installed_from=$1/node_modules/.installed-from-lock
  cmp -s "$1/package-lock.json" "$installed_from" && return 0
  say "installing the packages of $1 (npm ci)"
  (cd "$1" && retry npm ci --no-fund --no-audit --loglevel=error) ||
    fail "npm ci failed in $1/: is the npm registry reachable?"
  cp "$1/package-lock.json" "$installed_from"
}
install_page_packages() { install_npm_packages web; }
install_test_packages() { install_npm_packages tests; }

# Whether something the page is made of is newer than web/dist (or there is no web/dist).
page_is_stale() {
  local built=web/dist/index.html newer
  [ -f "$built" ] || return 0
  newer=$(find web docs/openapi.yaml \
    \( -path web/node_modules -o -path web/dist -o -path web/test-results -o -path web/coverage \) -prune \
    -o -type f -newer "$built" -print -quit)
  [ -n "$newer" ]
}

# web/dist, only when a source of it changed.
build_page() {
  install_page_packages
  page_is_stale || return 0
  say "building the page (web/dist)"
  (cd web && npm run --silent build) || fail "the page does not build: see above, or try (cd web && npm run build)"
  touch web/dist/index.html
}

# configure PRESET: only the first time; ninja itself sees later changes of the build files.
configure() {
  [ -f "build/$1/build.ninja" ] && return 0
  say "configuring build/$1"
  cmake --preset "$1" >"/tmp/llm-cost-tracker-configure.$$" 2>&1 || {
    cat "/tmp/llm-cost-tracker-configure.$$" >&2
    rm -f "/tmp/llm-cost-tracker-configure.$$"
    fail "CMake could not configure build/$1: see above (script/bootstrap installs what it needs)"
  }
  rm -f "/tmp/llm-cost-tracker-configure.$$"
}

# wants_demo PROGRAM OPTIONS…: whether `serve` with these options is to show demo data: no key is set, and nothing was
# said about it. The program itself knows where keys may stand; a setting it refuses is left to `serve` to tell.
wants_demo() {
  local program=$1 option settings
  shift
  for option in "$@"; do
    case "$option" in
      --demo | --config | --config=* | -h | --help) return 1 ;;
    esac
  done
  # It exits with 1 when there is no key, and prints nothing when it refuses a setting.
  settings=$("$program" doctor --offline --json 2>/dev/null) || true
  [[ -n $settings && $settings != *'"setting"'* ]]
}

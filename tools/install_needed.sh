#!/bin/sh
# Installs the Debian packages that building needs and, behind the word `test`, those that only the tests need, if any are missing.
# Without missing packages it does nothing: no package index is read and no right is asked for. It never prompts.
set -eu
needed="g++ cmake ninja-build ccache libfmt-dev nlohmann-json3-dev libcli11-dev libeigen3-dev libboost-dev libmujs-dev libxlsxwriter-dev \
zlib1g-dev"
# The report's page is built with Node; a Node from elsewhere will do.
if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
  needed="$needed nodejs npm"
fi
if [ "${1:-}" = test ]; then
  needed="$needed libgtest-dev librapidcheck-dev libyaml-cpp-dev libbenchmark-dev libopenmpi-dev openmpi-bin unzip libreoffice-calc-nogui"
  needed="$needed fonts-dejavu-core fonts-liberation"
  if ! command -v chromium > /dev/null; then
    needed="$needed chromium"
  fi
  if [ "${CI:-}" = true ]; then
    needed="$needed clang-19 libclang-rt-19-dev"
  fi
fi

missing=""
for package in $needed; do
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get > /dev/null; then
  echo "these packages are needed and there is no apt-get to install them:$missing" >&2
  exit 1
fi
as_root=""
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo > /dev/null; then
    echo "these packages are needed; install them as root:$missing" >&2
    exit 1
  fi
  as_root="sudo -n env"
fi
echo "installing:$missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if ! { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $missing; } > "$log" 2>&1; then
  cat "$log" >&2
  echo "could not install:$missing" >&2
  exit 1
fi

#!/usr/bin/env bash
# Installs what the tests use beside npm packages. From Debian's packages: docker-compose, and Redis, PostgreSQL
# and the Pushgateway, of which no service is started. Into .cache: promtool (built by Go from the pins in
# stack/prometheus) and Python's prometheus_client, whose parsers are the strict ones. Does nothing where all are.
set -euo pipefail
cd "$(dirname "$0")/.."

prometheus_client=0.26.0
promtool=.cache/bin/promtool
python=.cache/python/bin/python3

packages=()
docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null || packages+=(docker-compose)
command -v redis-server >/dev/null || packages+=(redis-server)
command -v prometheus-pushgateway >/dev/null || packages+=(prometheus-pushgateway)
command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || packages+=(postgresql)
[ -x "$python" ] || python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3 python3-venv)
if [ "${#packages[@]}" -gt 0 ]; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    # Asked by apt before it starts the service of a package: no.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
      printf '#!/bin/sh\nexit 101\n' >"$policy"
      chmod +x "$policy"
      trap 'rm -f "$policy"' EXIT
    fi
    # A mirror that fails for a moment is asked again, and whoever else installs something is waited for.
    patient=(-o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
    apt-get update -qq "${patient[@]}"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${patient[@]}" "${packages[@]}"
  else
    echo "Missing: ${packages[*]}. On Debian: apt-get install --no-install-recommends ${packages[*]}" >&2
  fi
fi

if ! cmp -s stack/prometheus/go.sum .cache/bin/promtool.go.sum || [ ! -x "$promtool" ]; then
  if ! command -v go >/dev/null; then
    echo 'Go 1.26 or newer is needed to build promtool, and there is no go on the PATH.' >&2
    exit 1
  fi
  mkdir -p .cache/bin
  echo 'Building promtool (a few minutes the first time)'
  (cd stack/prometheus && go build -trimpath -o "../../$promtool" github.com/prometheus/prometheus/cmd/promtool)
  cp stack/prometheus/go.sum .cache/bin/promtool.go.sum
fi

if ! "$python" -c "import prometheus_client" 2>/dev/null; then
  python3 -m venv --clear .cache/python
  .cache/python/bin/pip install --quiet --disable-pip-version-check "prometheus_client==$prometheus_client"
fi

"$promtool" --version | head -n 1
"$python" -c 'from importlib.metadata import version; print("prometheus_client", version("prometheus_client"))'
docker-compose version --short 2>/dev/null || docker compose version --short 2>/dev/null || true

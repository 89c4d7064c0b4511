#!/usr/bin/env bash
# Installs what the tests use beside npm packages into .cache: promtool (built by Go from the pins in
# stack/prometheus) and Python's prometheus_client, whose parsers are the strict ones. Does nothing where both are.
set -euo pipefail
cd "$(dirname "$0")/.."

prometheus_client=0.26.0
promtool=.cache/bin/promtool
python=.cache/python/bin/python3

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
  if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    apt-get update -qq
    apt-get install -y -qq python3 python3-venv
  fi
  python3 -m venv --clear .cache/python
  .cache/python/bin/pip install --quiet --disable-pip-version-check "prometheus_client==$prometheus_client"
fi

"$promtool" --version | head -n 1
"$python" -c 'from importlib.metadata import version; print("prometheus_client", version("prometheus_client"))'

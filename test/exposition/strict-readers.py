"""Reads many expositions from stdin, one JSON string per line, each ["text" | "openmetrics", body], and prints for
each the samples that prometheus_client's parser finds, or why it refuses."""

import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text

for line in sys.stdin.buffer.read().decode("utf-8").split("\n"):
    if not line:
        continue
    kind, body = json.loads(line)
    try:
        read = read_openmetrics if kind == "openmetrics" else read_text
        samples = [[s.name, s.labels, repr(s.value)] for family in read(body) for s in family.samples]
        print(json.dumps({"samples": samples}))
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"[:500]}))

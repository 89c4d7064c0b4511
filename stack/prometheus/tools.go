//go:build tools

// Package tools names the programs that go.mod pins: promtool, which checks the exposition, and the server itself.
package tools

import (
	_ "github.com/prometheus/prometheus/cmd/prometheus"
	_ "github.com/prometheus/prometheus/cmd/promtool"
)

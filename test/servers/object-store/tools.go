//go:build tools

// Package tools names the program that go.mod pins: an object store that speaks S3, over a folder.
package tools

import _ "github.com/versity/versitygw/cmd/versitygw"

//go:build !linux

package storetest

import (
	"syscall"
	"time"
)

func dieWithParent(*syscall.SysProcAttr) {}

func sleep() { time.Sleep(50 * time.Millisecond) }

# Terang. Two commands matter: `make demo` and `make test`; `make help` lists the rest.
SHELL := /bin/bash
GO ?= go
export CGO_ENABLED := 0
# The encoder's kernels are written with Go's simd package; without the experiment a portable path is built.
export GOEXPERIMENT := simd
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
WEB_SOURCES := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -not -path 'web/e2e/*' -not -path 'web/dev/*' 2>/dev/null)

.PHONY: demo build web test test-go test-web test-browser check lint generate bench fuzz clean help

demo: build ## build everything and play the demo world (Ctrl-C ends it and removes its data)
	@./bin/terang demo $(ARGS)

build: bin/terang ## build the binary with its web parts

bin/terang: web FORCE
	@mkdir -p bin
	@$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/terang ./cmd/terang
	@$(GO) build -trimpath -ldflags '-s -w' -o bin/terang-verify ./cmd/terang-verify

FORCE:

web: web/dist/.built ## build the web parts

web/node_modules/.installed: web/package-lock.json
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/.built: web/node_modules/.installed $(WEB_SOURCES)
	@cd web && npm run --silent build
	@touch $@

test: needs test-web test-go test-browser ## all tests that this machine can run

needs: ## name what this machine lacks
	@./.ci/needs

test-go: web
	@$(GO) vet ./...
	@$(GO) test -timeout 20m ./...

test-web: web
	@cd web && npm run --silent check && npm test --silent && npm run --silent size

test-browser: build
	@./.ci/browser

check: test lint ## what CI runs

lint: ## formatting, static checks, generated files
	@./.ci/lint

generate: build ## write the OpenAPI file and the packs' models anew
	@$(GO) test ./httpapi -run TestOpenAPI -update
	@for pack in packs/*/; do ./bin/terang train "$$pack"; done

bench: build ## the figures of the README, 10 s each
	@./bin/terang bench turn --seconds 10

fuzz: ## a minute for each fuzz target
	@./.ci/fuzz

clean:
	@rm -rf bin web/dist/* web/node_modules

help:
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

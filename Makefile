# Two commands are enough: `make demo` shows what Counterflow says about a real deal, `make test` shows that it is right.
# Both install what is missing (Debian packages, by apt-get, as root or with sudo) and build; the second time they are quick.
build := build/release
counterflow := $(build)/apps/cli/counterflow
deal := models/amazon-openai-2025-12.yaml

.PHONY: demo test bench signature install_needed build format clean

demo: build
	@tools/demo.sh $(counterflow) $(deal)

test: build
	@cmake --build $(build) --target all
	@if [ "$${CI:-}" = true ]; then tools/fuzz_briefly.sh 30; fi
	@ctest --preset release

bench: build
	@cmake --build $(build) --target bench_run bench_kernels
	@tools/bench.sh $(build)

# Writes the signature of the worked deals' results anew: for changes that are meant to change them.
signature: build
	@cmake --build $(build) --target cli_tests
	@COUNTERFLOW_PROMOTE_SIGNATURE=1 $(build)/tests/cli_tests --gtest_filter='Signature.*' > /dev/null || true
	@$(build)/tests/cli_tests --gtest_filter='Signature.*' --gtest_brief=1
	@cat tests/data/signature.txt

build: install_needed
	@cmake --preset release > $(build).configure.log 2>&1 || { cat $(build).configure.log; exit 1; }
	@cmake --build $(build) --target counterflow

install_needed:
	@mkdir -p build
	@tools/install_needed.sh

format:
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format-19 -i

clean:
	rm -rf build

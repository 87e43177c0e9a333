# Two commands are enough: `make demo` shows what Counterflow says about a real deal, `make test` shows that it is right.
# Both install what is missing (Debian packages, by apt-get, as root or with sudo) and build; the second time they are quick.
build := build/release
counterflow := $(build)/apps/cli/counterflow
deal := models/amazon-openai-2025-12.yaml

# The demo needs neither tests nor benches, nor what they need.
without_tests := -D CF_TESTS=OFF -D CF_BENCH=OFF

.PHONY: demo test bench fuzz signature build format clean

demo:
	@mkdir -p build
	@tools/install_needed.sh
	@cmake --preset release $(without_tests) > $(build).configure.log 2>&1 || { cat $(build).configure.log; exit 1; }
	@cmake --build $(build) --target counterflow
	@tools/demo.sh $(counterflow) $(deal)

test: build
	@cmake --build $(build) --target all
	@if [ "$${CI:-}" = true ]; then tools/fuzz.sh; fi
	@ctest --preset release

bench: build
	@cmake --build $(build) --target bench_run bench_kernels bench_engine bench_process r1_scalar
	@tools/bench.sh $(build)

# Looks for texts that break something, new ones every time: ten minutes of each fuzzer, or as many seconds as SECONDS says.
SECONDS := 600
fuzz:
	@mkdir -p build
	@CI=true tools/install_needed.sh test
	@tools/fuzz.sh deep $(SECONDS)

# Writes the signature of the worked deals' results anew: for changes that are meant to change them.
signature: build
	@cmake --build $(build) --target cli_tests
	@COUNTERFLOW_PROMOTE_SIGNATURE=1 $(build)/tests/cli_tests --gtest_filter='Signature.*' > /dev/null || true
	@$(build)/tests/cli_tests --gtest_filter='Signature.*' --gtest_brief=1
	@cat tests/data/signature.txt

build:
	@mkdir -p build
	@tools/install_needed.sh test
	@cmake --preset release -D CF_TESTS=ON -D CF_BENCH=ON > $(build).configure.log 2>&1 || { cat $(build).configure.log; exit 1; }
	@cmake --build $(build) --target counterflow

format:
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format-19 -i

clean:
	rm -rf build

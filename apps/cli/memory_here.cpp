#include "memory_here.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

namespace cf::cli {

namespace {

constexpr std::uint64_t kUnknown = std::numeric_limits<std::uint64_t>::max();

// /proc/meminfo: "MemAvailable:   123456 kB".
std::uint64_t free_memory() {
  std::ifstream in("/proc/meminfo");
  std::string name;
  std::uint64_t kilobytes = 0;
  for (std::string rest; in >> name >> kilobytes; std::getline(in, rest))
    if (name == "MemAvailable:") return kilobytes << 10;
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size) : kUnknown;
}

// A control group's limit, a number or "max".
std::uint64_t limit_in(const char* path) {
  std::ifstream in(path);
  std::uint64_t bytes = 0;
  return in >> bytes ? bytes : kUnknown;
}

std::uint64_t limit_of(int resource) {
  rlimit limit{};
  return getrlimit(static_cast<__rlimit_resource>(resource), &limit) == 0 && limit.rlim_cur != RLIM_INFINITY ? limit.rlim_cur : kUnknown;
}

}  // namespace

std::uint64_t memory_here() {
  const std::uint64_t most =
      std::min({free_memory(), limit_in("/sys/fs/cgroup/memory.max"), limit_in("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
                limit_of(RLIMIT_AS), limit_of(RLIMIT_DATA)});
  return most == kUnknown ? 0 : most;
}

}  // namespace cf::cli

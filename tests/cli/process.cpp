#include "process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace cf::tests {
namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
  int ends[2];
  Pipe() {
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  }
};

[[noreturn]] void become_program(const std::vector<std::string>& words, const Circumstances& circumstances, const Pipe& out,
                                 const Pipe& err) {
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, 0);
  ::dup2(out.ends[1], 1);
  ::dup2(err.ends[1], 2);
  if (!circumstances.folder.empty() && ::chdir(circumstances.folder.c_str()) != 0) ::_exit(126);
  if (circumstances.max_file_bytes > 0) {
    const auto bytes = static_cast<rlim_t>(circumstances.max_file_bytes);
    const struct rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, SIG_IGN);
  }
  std::vector<char*> arguments;
  for (const auto& word : circumstances.started_by) arguments.push_back(const_cast<char*>(word.c_str()));
  const bool alone = arguments.empty();
  arguments.push_back(const_cast<char*>(alone ? "counterflow" : circumstances.program.c_str()));
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::vector<char*> environment{const_cast<char*>("PATH=/usr/bin:/bin")};
  for (const auto& entry : circumstances.environment) environment.push_back(const_cast<char*>(entry.c_str()));
  environment.push_back(nullptr);
  ::execve(alone ? circumstances.program.c_str() : arguments[0], arguments.data(), environment.data());
  ::_exit(127);
}

double seconds(const struct timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6; }

}  // namespace

Outcome counterflow(const std::vector<std::string>& words, const Circumstances& circumstances) {
  const Pipe out, err;
  const auto began = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - began).count(); };
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child == 0) become_program(words, circumstances, out, err);
  ::close(out.ends[1]);
  ::close(err.ends[1]);

  Outcome outcome;
  bool interrupted = false;
  struct pollfd watched[2] = {{out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}};
  std::string* texts[2] = {&outcome.out, &outcome.err};
  int num_open = 2;
  while (num_open > 0) {
    ::poll(watched, 2, 20);
    for (int i = 0; i < 2; ++i) {
      if (watched[i].fd < 0 || (watched[i].revents & (POLLIN | POLLHUP)) == 0) continue;
      char buffer[1 << 16];
      const auto count = ::read(watched[i].fd, buffer, sizeof buffer);
      if (count > 0) {
        texts[i]->append(buffer, static_cast<std::size_t>(count));
      } else {
        ::close(watched[i].fd);
        watched[i].fd = -1;
        --num_open;
      }
    }
    if (!interrupted && circumstances.interrupt_after > 0 && elapsed() > circumstances.interrupt_after) {
      ::kill(child, SIGINT);
      interrupted = true;
    }
    if (elapsed() > circumstances.limit) ::kill(child, SIGKILL);
  }
  int status = 0;
  struct rusage usage{};
  ::wait4(child, &status, 0, &usage);
  outcome.wall_seconds = elapsed();
  outcome.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  outcome.max_rss_kib = usage.ru_maxrss;
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
  return outcome;
}

Folder::Folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "counterflow-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder");
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void Folder::write(const std::string& name, const std::string& text) const {
  const auto path = *this / name;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string Folder::read(const std::string& name) const { return read_text(*this / name); }

std::vector<std::string> Folder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace cf::tests

#include "files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace cf::cli {
namespace {

namespace fs = std::filesystem;

// The text of errno in our manner: lower case, no full stop.
std::string reason(int error) {
  std::string text = std::strerror(error);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

std::string folder_of(const std::string& path) {
  const auto parent = fs::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  constexpr std::size_t kEnough = 10'000;
  for (fs::directory_iterator it(folder, error), end; !error && it != end && names.size() < kEnough; it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

void blame_missing(const std::string& path, ReadFault& fault) {
  const auto folder = folder_of(path);
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    fault.diagnostics.error("E0411", {}, fmt::format("{}: no such file; there is no folder {}", path, folder));
    return;
  }
  const auto near = nearest(fs::path(path).filename().string(), names_in(folder));
  const auto shown = near.empty() ? near : fs::path(path).replace_filename(near).string();
  fault.diagnostics.error("E0411", {}, fmt::format("{}: no such file", path), near.empty() ? "" : fmt::format("did you mean {}?", shown));
}

void blame_folder(const std::string& path, ReadFault& fault) {
  std::string example;
  for (const auto& name : names_in(path)) {
    if (name.size() > 5 && name.substr(name.size() - 5) == ".yaml") {
      example = (fs::path(path) / name).string();
      break;
    }
  }
  fault.diagnostics.error("E0412", {}, fmt::format("{}: is a directory, not a file", path),
                          example.empty() ? "give a file" : fmt::format("give a file, such as {}", example));
}

// A descriptor that is closed on every way out.
struct Descriptor {
  int value;
  ~Descriptor() {
    if (value >= 0) ::close(value);
  }
};

}  // namespace

std::optional<std::string> read_file(const std::string& path, std::size_t limit, ReadFault& fault) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.value < 0) {
    if (errno == ENOENT || errno == ENOTDIR) {
      blame_missing(path, fault);
    } else {
      fault.exit_code = ExitCode::cannot_read_or_write;
      fault.diagnostics.error("E0414", {}, fmt::format("{}: cannot read: {}", path, reason(errno)));
    }
    return std::nullopt;
  }
  struct stat status{};
  if (::fstat(file.value, &status) == 0 && S_ISDIR(status.st_mode)) {
    blame_folder(path, fault);
    return std::nullopt;
  }
  std::string text;
  const bool regular = S_ISREG(status.st_mode);
  bool too_large = regular && static_cast<std::size_t>(status.st_size) > limit;
  if (regular && !too_large) text.reserve(static_cast<std::size_t>(status.st_size));
  char buffer[1 << 16];
  while (!too_large) {
    const auto count = ::read(file.value, buffer, sizeof buffer);
    if (count == 0) return text;
    if (count < 0) {
      if (errno == EINTR) continue;
      fault.exit_code = ExitCode::cannot_read_or_write;
      fault.diagnostics.error("E0414", {}, fmt::format("{}: cannot read: {}", path, reason(errno)));
      return std::nullopt;
    }
    text.append(buffer, static_cast<std::size_t>(count));
    too_large = text.size() > limit;
  }
  fault.diagnostics.error("E0413", {}, fmt::format("{}: larger than {} MiB, the limit", path, limit >> 20));
  return std::nullopt;
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, {})), descriptor_(std::exchange(other.descriptor_, -1)) {}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

bool OutputFile::open(const std::string& path, Diagnostics& diagnostics) {
  path_ = path;
  std::error_code error;
  if (fs::is_directory(path, error)) {
    diagnostics.error("E0415", {}, fmt::format("cannot write the output {}: is a directory", path));
    return false;
  }
  temporary_ = fmt::format("{}.{}.part", path, ::getpid());
  descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor_ >= 0) return true;
  const int cause = errno;
  temporary_.clear();
  const auto folder = folder_of(path);
  diagnostics.error("E0415", {}, fmt::format("cannot write the output {}: {}", path, reason(cause)),
                    fs::is_directory(folder, error) ? "" : fmt::format("there is no folder {}", folder));
  return false;
}

bool OutputFile::commit(std::string_view content, Diagnostics& diagnostics) {
  int cause = 0;
  while (!content.empty() && cause == 0) {
    const auto count = ::write(descriptor_, content.data(), content.size());
    if (count >= 0) {
      content.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      cause = errno;
    }
  }
  if (::close(std::exchange(descriptor_, -1)) != 0 && cause == 0) cause = errno;
  if (cause == 0 && std::rename(temporary_.c_str(), path_.c_str()) != 0) cause = errno;
  if (cause == 0) {
    temporary_.clear();
    return true;
  }
  diagnostics.error("E0415", {}, fmt::format("cannot write the output {}: {}; nothing was left behind", path_, reason(cause)));
  return false;
}

bool make_folder(const std::string& path, Diagnostics& diagnostics) {
  std::error_code error;
  fs::create_directory(path, error);
  if (!error && fs::is_directory(path, error)) return true;
  const auto parent = folder_of(path);
  std::error_code ignored;
  diagnostics.error("E0415", {},
                    fmt::format("cannot make the output folder {}: {}", path, error ? reason(error.value()) : "a file has that name"),
                    fs::is_directory(parent, ignored) ? "" : fmt::format("there is no folder {}", parent));
  return false;
}

}  // namespace cf::cli

// Runs the program as a user would, and says what it said, how it ended, and what it took.
#pragma once
#include <string>
#include <vector>

namespace cf::tests {

struct Outcome {
  int exit_code = -1;
  int signal = 0;             // that ended it; 0 if none
  std::string out, err;
  double cpu_seconds = 0, wall_seconds = 0;
  long max_rss_kib = 0;
};

struct Circumstances {
  std::string folder;                        // to run in; empty: here
  std::vector<std::string> environment;      // "NAME=value", on top of PATH alone
  double interrupt_after = 0;                // seconds until Ctrl-C; 0: never
  double limit = 60;                         // seconds until it is killed
  long max_file_bytes = 0;                   // writing more to a file fails; 0: no limit
  std::vector<std::string> started_by;       // what starts the program, and its words: mpirun -n 2; empty: it is started alone
  std::string program = CF_BINARY;
};

// The program under test with these words behind it.
Outcome counterflow(const std::vector<std::string>& words, const Circumstances& circumstances = {});

// A fresh folder, removed at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  void write(const std::string& name, const std::string& text) const;
  std::string read(const std::string& name) const;
  std::vector<std::string> names() const;

 private:
  std::string path_;
};

std::string read_text(const std::string& path);

// Limits of time and memory mean nothing under a sanitizer.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace cf::tests

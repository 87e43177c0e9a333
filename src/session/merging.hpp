// A run that several machines share: each runs a part and leaves a file; here the files are put together. Any set of files is judged
// as a whole: a part that belongs to another run, is there twice, is damaged or is missing is named, and then there is no result.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "session/part_file.hpp"
#include "session/running.hpp"

namespace cf::session {

struct PartResult {
  std::string file;                      // what to leave behind; empty if interrupted or refused
  Diagnostics refused;                   // as in RunResult
  Diagnostics stopped;                   // why the part stopped; the file holds that too
  std::optional<std::uint64_t> stopped_at;   // the path
};

// `reading` has been checked without errors.
PartResult run_part(const Reading& reading, const study::Options& options, const study::Part& part);

// The file of a part that has found nothing yet, for Merging::expect.
std::string announce_part(const Reading& reading, const study::Options& options, const study::Part& part);

class Merging {
 public:
  explicit Merging(std::string version);  // of this program

  // A part's file; `name` is what messages call it. What is wrong with it goes to `diagnostics`; then nothing of it counts.
  void add(const std::string& name, std::string_view bytes, Diagnostics& diagnostics);
  // Before a part is run: whether it will belong to the others.
  void expect(const std::string& name, std::string_view bytes, Diagnostics& diagnostics);
  // After the last: which parts are missing, and what to run for each.
  void finish(Diagnostics& diagnostics);

  // Whether one of the parts had to stop; then that is the result, and no other part is needed.
  bool stopped() const { return merging_ && merging_->stopped(); }
  // After `finish` without errors.
  RunResult result() const;
  std::unique_ptr<Reading> take_reading();  // the model as it was run; nothing can be added any more

 private:
  std::optional<PartFile> read(const std::string& name, std::string_view bytes, Diagnostics& diagnostics) const;
  bool judge(const std::string& name, PartFile part, Diagnostics& diagnostics);
  bool begin(const std::string& name, PartFile part, Diagnostics& diagnostics);
  bool belongs(const std::string& name, const PartFile& part, Diagnostics& diagnostics) const;
  std::string command_of(const std::string& part) const;

  std::string version_;
  std::string first_name_;               // the first good file: the others have to be of its run
  PartFile first_;                       // without what it found
  std::unique_ptr<Reading> reading_;
  study::Options options_;
  std::unique_ptr<study::Merging> merging_;
  std::vector<std::string> name_of_;     // by part - 1; empty: not there yet
};

}  // namespace cf::session

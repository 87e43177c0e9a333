// Runs the page's script (page/src/host.ts, built to ES5) in an interpreter, so that the program that writes a report needs neither a
// browser nor Node. The script is ours and the binary carries it; what it is given comes from models and may hold anything.
// Whatever goes wrong in it is our own mistake and is thrown as InternalError: a script that throws, is not there, returns something
// else than text, or takes more memory than kMostMemory. The interpreter has no clock, no files and no network.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cf::report {

inline constexpr std::size_t kMostMemory = std::size_t{1} << 30;   // bytes that a script may hold

struct RenderedPage {
  std::string title, body;    // HTML, with all text from the model escaped
  std::string data;           // what the page needs in a browser, safe inside a <script> element
};

class ScriptHost {
 public:
  // `script` defines the global `counterflow` with the functions below.
  explicit ScriptHost(std::string_view script, std::size_t most_memory = kMostMemory);
  ~ScriptHost();
  ScriptHost(const ScriptHost&) = delete;

  RenderedPage render_page(const std::string& results);
  std::vector<std::string> chart_names(const std::string& results);
  // An SVG document; empty where the results have no such chart. An empty structure is the one in focus. `width` in pixels.
  std::string render_chart(const std::string& results, const std::string& name, const std::string& structure, int width);

 private:
  struct Interpreter;
  std::unique_ptr<Interpreter> interpreter_;
};

}  // namespace cf::report

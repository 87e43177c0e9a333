// The answer as one HTML file that opens offline, and its charts one by one. The page is rendered when the file is made, by the
// script that the page itself carries for switching between structures: so it is complete without JavaScript, and there is one source.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/embedded_text.hpp"
#include "report/script_host.hpp"
#include "study/answer.hpp"

namespace cf::report {

// The template and the script that the binary carries. Defined in a file made while building.
std::span<const EmbeddedText> page_texts();

std::string to_html(const study::Answer& answer);

class Charts {
 public:
  explicit Charts(const study::Answer& answer);
  const std::vector<std::string>& names() const { return names_; }
  // An SVG document that stands by itself; `structure` is one of the answer's, or empty for the one in focus; `width` in pixels.
  // Empty when there is nothing to draw of `name` in that structure.
  std::string svg(const std::string& name, const std::string& structure, int width);

 private:
  std::string results_;
  ScriptHost script_;
  std::vector<std::string> names_;
};

}  // namespace cf::report

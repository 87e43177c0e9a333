#include "report/html.hpp"

#include <utility>

#include "base/check.hpp"
#include "report/deflated.hpp"
#include "report/json.hpp"
#include "report/page_data.hpp"

namespace cf::report {
namespace {

std::string_view carried(std::string_view name) {
  for (const auto& text : page_texts())
    if (text.name == name) return text.text;
  CF_CHECK(false, "the binary carries the page's template and script");
  return {};
}

}  // namespace

std::string to_html(const study::Answer& answer) {
  const RenderedPage page = ScriptHost(carried("host.js")).render_page(page_data(answer));
  const std::string title = valid_utf8(page.title), body = valid_utf8(page.body), data = deflated_base64(valid_utf8(page.data));
  const std::pair<std::string_view, std::string_view> places[] = {
      {"<!--CF:TITLE-->", title}, {"<!--CF:BODY-->", body}, {"<!--CF:DATA-->", data}};
  // The template is searched, never what is put in: a model may hold the name of a place.
  std::string_view left = carried("template.html");
  std::string html;
  html.reserve(left.size() + title.size() + body.size() + data.size());
  for (const auto& [place, text] : places) {
    const auto at = left.find(place);
    CF_CHECK(at != std::string_view::npos, "the template has a place for title, body and data, in this order");
    html += left.substr(0, at);
    html += text;
    left.remove_prefix(at + place.size());
  }
  html += left;
  return html;
}

Charts::Charts(const study::Answer& answer)
    : results_(page_data(answer)), script_(carried("host.js")), names_(script_.chart_names(results_)) {}

std::string Charts::svg(const std::string& name, const std::string& structure, int width) {
  return valid_utf8(script_.render_chart(results_, name, structure, width));
}

}  // namespace cf::report

// Lines and columns are found by scanning the text: they are wanted only for the few places that are printed.
#include "base/source_texts.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"

namespace cf {
namespace {

std::int32_t clamp_offset(std::string_view text, std::int32_t offset) {
  return std::clamp<std::int32_t>(offset, 0, static_cast<std::int32_t>(text.size()));
}

std::size_t line_start(std::string_view text, std::int32_t offset) {
  if (offset == 0) return 0;
  const auto newline = text.rfind('\n', static_cast<std::size_t>(offset) - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

bool continues_code_point(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

std::int32_t SourceTexts::add(std::string name, std::string text) {
  CF_CHECK(text.size() < (std::size_t{1} << 31), "a text must be addressable with 31 bits");
  texts_.push_back({std::move(name), std::move(text)});
  return size() - 1;
}

const std::string& SourceTexts::name(std::int32_t text) const {
  CF_CHECK(text >= 0 && text < size(), "no such text");
  return texts_[static_cast<std::size_t>(text)].name;
}

std::string_view SourceTexts::text(std::int32_t text) const {
  CF_CHECK(text >= 0 && text < size(), "no such text");
  return texts_[static_cast<std::size_t>(text)].text;
}

std::string_view SourceTexts::at(const Place& place) const {
  if (place.text < 0) return {};
  const auto all = text(place.text);
  const auto begin = clamp_offset(all, place.begin);
  const auto end = std::max(begin, clamp_offset(all, place.end));
  return all.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

LineColumn SourceTexts::line_column(std::int32_t text_index, std::int32_t offset) const {
  const auto all = text(text_index);
  const auto position = clamp_offset(all, offset);
  const auto start = line_start(all, position);
  const auto before = all.substr(start, static_cast<std::size_t>(position) - start);
  LineColumn result;
  result.line = 1 + static_cast<int>(std::count(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(start), '\n'));
  result.column =
      1 + static_cast<int>(before.size() - static_cast<std::size_t>(std::count_if(before.begin(), before.end(), continues_code_point)));
  // A byte order mark is no part of the first line that the user sees.
  if (start == 0 && before.substr(0, 3) == "\xEF\xBB\xBF") --result.column;
  return result;
}

std::string_view SourceTexts::line_at(std::int32_t text_index, std::int32_t offset) const {
  const auto all = text(text_index);
  const auto start = line_start(all, clamp_offset(all, offset));
  auto line = all.substr(start, all.find('\n', start) - start);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

}  // namespace cf

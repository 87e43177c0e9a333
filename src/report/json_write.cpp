// Results as JSON text. Objects and lists near the top stand on lines of their own, so that two results can be compared line
// by line; what lies deeper, and every array of plain values, stands on one line.
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <type_traits>

#include "base/check.hpp"
#include "report/fields.hpp"
#include "report/fields_of_findings.hpp"
#include "report/fields_of_model.hpp"
#include "report/json.hpp"
#include "report/verdict_word.hpp"

namespace cf::report {
namespace {

constexpr std::size_t kDeepestBroken = 3;   // containers up to this depth have their members on lines of their own

// Length of the valid UTF-8 sequence at `at`, or 0.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first < 0xE0 ? 2 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xF0 && first < 0xF5 ? 4 : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = at + 1; i < at + length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  const unsigned char second = byte(at + 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool surrogate = first == 0xED && second > 0x9F;
  const bool beyond = first == 0xF4 && second > 0x8F;
  return overlong || surrogate || beyond ? 0 : length;
}

class Text {
 public:
  void open(char bracket, bool one_line = false) {
    out_ += bracket;
    levels_.push_back({!one_line && levels_.size() <= kDeepestBroken, true});
  }
  void close(char bracket) {
    const Level level = levels_.back();
    levels_.pop_back();
    if (level.broken && !level.empty) line();
    out_ += bracket;
  }
  void item() {
    Level& level = levels_.back();
    if (!level.empty) out_ += level.broken ? "," : ", ";
    level.empty = false;
    if (level.broken) line();
  }
  void key(std::string_view name) {
    item();
    out_ += json_text(name);
    out_ += ": ";
  }
  void raw(std::string_view text) { out_ += text; }
  std::string take() { return std::move(out_); }

 private:
  struct Level {
    bool broken;
    bool empty;
  };
  void line() {
    out_ += '\n';
    out_.append(levels_.size(), ' ');
  }
  std::string out_;
  std::vector<Level> levels_;
};

template <class T>
void write(Text& text, const T& value);

template <class T, class Put>
void write_array(Text& text, const std::vector<T>& values, const Put& put, bool one_line) {
  text.open('[', one_line);
  for (const auto& value : values) {
    text.item();
    put(value);
  }
  text.close(']');
}

template <class T, class Name>
void write_keyed(Text& text, const std::vector<T>& items, Name T::* name) {
  text.open('{');
  for (const T& item : items) {
    text.key(item.*name);
    write(text, item);
  }
  text.close('}');
}

void write_plain(Text& text, const std::string& value) { text.raw(json_text(value)); }
void write_plain(Text& text, double value) { text.raw(json_number(value)); }
void write_plain(Text& text, bool value) { text.raw(value ? "true" : "false"); }
void write_plain(Text& text, int value) { text.raw(std::to_string(value)); }
void write_plain(Text& text, std::uint64_t value) { text.raw(std::to_string(value)); }
void write_plain(Text& text, study::Verdict value) { text.raw(json_text(verdict_word(value))); }

template <class T>
class Writer {
 public:
  Writer(Text& text, const T& object) : text_(text), object_(object) {}

  template <class M>
  void field(std::string_view key, M T::* member, std::string_view) {
    put(key, object_.*member);
  }
  void estimate(std::string_view key, std::string_view se, study::Estimate T::* member, std::string_view) {
    text_.key(key);
    write_plain(text_, (object_.*member).value);
    text_.key(se);
    write_plain(text_, (object_.*member).se);
  }
  template <class M>
  void spread(M T::* member) {
    Writer<M> inner(text_, object_.*member);
    describe(inner, Of<M>{});
  }
  template <class M, class Owner>
  void keyed(std::string_view key, std::vector<M> T::* list, std::string Owner::* name, std::string_view) {
    text_.key(key);
    write_keyed(text_, object_.*list, name);
  }
  // Of structs that have no keys: `write` has opened nothing.
  template <class M>
  void is_keyed(std::vector<M> T::* list, std::string M::* name) {
    write_keyed(text_, object_.*list, name);
  }
  template <class M>
  void is_list(std::vector<M> T::* list) {
    write_array(text_, object_.*list, [&](const M& item) { write(text_, item); }, false);
  }

 private:
  template <class M>
  void put(std::string_view key, const M& value) {
    if constexpr (std::is_same_v<M, study::Estimate>) {
      text_.key(key);
      write_plain(text_, value.value);
      text_.key(std::string(key) + "_se");
      write_plain(text_, value.se);
    } else if constexpr (std::is_same_v<M, std::vector<study::Estimate>>) {
      text_.key(key);
      write_array(text_, value, [&](const study::Estimate& e) { write_plain(text_, e.value); }, true);
      text_.key(std::string(key) + "_se");
      write_array(text_, value, [&](const study::Estimate& e) { write_plain(text_, e.se); }, true);
    } else {
      put_other(key, value);
    }
  }
  template <class M>
  void put_other(std::string_view key, const M& value) {
    text_.key(key);
    if constexpr (requires { write_plain(text_, value); })
      write_plain(text_, value);
    else
      write(text_, value);
  }
  template <class M>
  void put_other(std::string_view key, const std::vector<M>& values) {
    text_.key(key);
    if constexpr (requires(const M& m) { write_plain(text_, m); })
      write_array(text_, values, [&](const M& m) { write_plain(text_, m); }, true);
    else
      write_array(text_, values, [&](const M& m) { write(text_, m); }, false);
  }
  template <class M>
  void put_other(std::string_view key, const std::optional<M>& value) {
    if (value) put_other(key, *value);
  }

  Text& text_;
  const T& object_;
};

template <class T>
void write(Text& text, const T& value) {
  Writer<T> writer(text, value);
  if constexpr (!kHasNoKeys<T>) text.open('{');
  describe(writer, Of<T>{});
  if constexpr (!kHasNoKeys<T>) text.close('}');
}

}  // namespace

std::string json_number(double value) {
  if (!std::isfinite(value)) return "null";
  if (value == 0) return "0";
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  CF_CHECK(result.ec == std::errc(), "a double fits in 32 characters");
  return std::string(buffer, result.ptr);
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text, i);
    out += length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(i, length);
    i += length == 0 ? 1 : length;
  }
  return out;
}

std::string json_text(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text, i);
    const auto byte = static_cast<unsigned char>(text[i]);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      ++i;
      continue;
    }
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += static_cast<char>(byte);
    } else if (byte == '\n') {
      out += "\\n";
    } else if (byte == '\t') {
      out += "\\t";
    } else if (byte == '\r') {
      out += "\\r";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out.append(text.substr(i, length));
    }
    i += length;
  }
  return out + '"';
}

std::string to_json(const study::Answer& answer) { return to_json(answer, find(answer)); }

std::string to_json(const study::Answer& answer, const Findings& findings) {
  Text text;
  Writer<study::Answer> writer(text, answer);
  text.open('{');
  text.key("format");
  text.raw(std::to_string(kFormat));
  describe_head(writer);
  text.key("structure_names");
  write_array(text, answer.structures, [&](const study::StructureAnswer& s) { write_plain(text, s.name); }, true);
  text.key("findings");
  write(text, findings);
  describe_tail(writer);
  text.close('}');
  text.raw("\n");
  return text.take();
}

}  // namespace cf::report

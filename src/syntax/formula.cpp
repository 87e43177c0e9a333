// Recursive descent over the tokens. The first mistake of a formula that cannot be read past ends it; mistakes whose meaning is
// plain (`**` for `^`) are reported and read past, and the formula still counts as unreadable.
//
// Invariants of what is returned: children come before their parents; no chain of nodes is longer than kMaxHeight, so those who
// walk the tree may recurse.
#include "syntax/formula.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "syntax/formula_lexer.hpp"

namespace cf::syntax {
namespace {

constexpr int kMaxDepth = 64;                  // parentheses, signs and powers inside each other
constexpr int kMaxHeight = 1'000;              // operations in a row
constexpr std::size_t kMaxBytes = 100'000;     // so there are no more nodes than that

class Parser {
 public:
  Parser(const FormulaText& source, Diagnostics& diagnostics) : source_(source), diagnostics_(diagnostics) {}

  Formula run() {
    if (source_.text().size() > kMaxBytes) {
      fail("E0219", 0, source_.text().size(), fmt::format("a formula is longer than {},000 characters", kMaxBytes / 1'000), "split it");
      return {};
    }
    auto tokens = tokens_of(source_, diagnostics_);
    tokens_ = std::move(tokens.list);
    if (tokens_.empty() || tokens_.back().kind != TokenKind::end) return {};
    const std::int32_t root = read_value();
    if (root < 0 || !tokens.ok || failed_) return {};
    formula_.root = root;
    return std::move(formula_);
  }

 private:
  using Index = std::int32_t;  // of a node; -1: failed and reported

  const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  bool next_is(TokenKind kind, std::string_view text) const { return peek().kind == kind && peek().text == text; }
  bool sign(std::string_view text) const { return next_is(TokenKind::sign, text); }
  bool word(std::string_view text) const { return next_is(TokenKind::word, text); }
  std::string_view written(const Token& token) const { return source_.text().substr(token.begin, token.end - token.begin); }

  Diagnostic& fail(const char* code, std::size_t begin, std::size_t end, std::string message, std::string label = {}) {
    failed_ = true;
    return diagnostics_.error(code, source_.place(begin, end), std::move(message), std::move(label));
  }
  Index fail_at(const char* code, const Token& token, std::string message, std::string label = {}) {
    fail(code, token.begin, token.end, std::move(message), std::move(label));
    return -1;
  }

  // Bytes of the formula's text.
  struct Extent {
    std::size_t begin, end;
  };

  Index add(FormulaNode node, Extent extent) {
    int height = 0;
    for (const auto child : node.children) height = std::max(height, heights_[static_cast<std::size_t>(child)]);
    if (++height > kMaxHeight) {
      fail("E0219", extent.begin, extent.end, fmt::format("this formula has more than 1,000 operations in a row"), "split it");
      return -1;
    }
    node.place = source_.place(extent.begin, extent.end);
    formula_.nodes.push_back(std::move(node));
    extents_.push_back(extent);
    heights_.push_back(height);
    return static_cast<Index>(formula_.nodes.size() - 1);
  }

  Extent extent(Index node) const { return extents_[static_cast<std::size_t>(node)]; }

  Index add_binary(FormulaKind kind, const Token& op, Index left, Index right) {
    FormulaNode node;
    node.kind = kind;
    node.text = op.text;
    node.name_place = source_.place(op.begin, op.end);
    node.children = {left, right};
    return add(std::move(node), {extent(left).begin, extent(right).end});
  }

  // Counts what is open while its scope lives.
  struct Deeper {
    explicit Deeper(int& depth) : depth_(depth) { ++depth_; }
    ~Deeper() { --depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    int& depth_;
  };
  bool too_deep(const Token& token) {
    if (depth_ <= kMaxDepth) return false;
    fail_at("E0218", token, fmt::format("a formula is nested deeper than {} levels", kMaxDepth), "split it");
    return true;
  }

  // --- the grammar, loosest first ------------------------------------------------------------------------------------------

  Index read_value() {
    Index value = read_formula();
    if (value < 0) return -1;
    if (word("to")) {
      const Token op = peek();
      ++at_;
      const Index high = read_formula();
      if (high < 0) return -1;
      value = add_binary(FormulaKind::interval, op, value, high);
      if (value >= 0 && word("to")) return fail_at("E0216", peek(), "a range has two ends, and here is a third");
    }
    if (value < 0 || peek().kind == TokenKind::end) return value;
    return fail_after();
  }

  // Something stands where the formula should end.
  Index fail_after() {
    const Token& token = peek();
    if (sign(")")) return fail_at("E0203", token, "this ')' closes nothing");
    if (sign(",")) return fail_at("E0204", token, "a comma stands only between the arguments of a function");
    if (sign("=")) return fail_at("E0205", token, "'=' does not compare", "write ==");
    return fail_at("E0204", token, fmt::format("a sign such as '+' or '*' is missing before '{}'", printable(written(token))));
  }

  Index read_formula() { return read_or(); }

  Index read_or() {
    Index left = read_and();
    while (left >= 0 && word("or")) left = read_right(left, &Parser::read_and);
    return left;
  }

  Index read_and() {
    Index left = read_not();
    while (left >= 0 && word("and")) left = read_right(left, &Parser::read_not);
    return left;
  }

  Index read_right(Index left, Index (Parser::*read)()) {
    const Token op = peek();
    ++at_;
    const Index right = (this->*read)();
    return right < 0 ? -1 : add_binary(FormulaKind::binary, op, left, right);
  }

  Index read_prefix(Index (Parser::*read)()) {
    const Token op = peek();
    const Deeper deeper(depth_);
    if (too_deep(op)) return -1;
    ++at_;
    const Index operand = (this->*read)();
    if (operand < 0) return -1;
    FormulaNode node;
    node.kind = FormulaKind::unary;
    node.text = op.text;
    node.name_place = source_.place(op.begin, op.end);
    node.children = {operand};
    return add(std::move(node), {op.begin, extent(operand).end});
  }

  Index read_not() { return word("not") ? read_prefix(&Parser::read_not) : read_comparison(); }

  bool at_comparison() const {
    constexpr std::string_view kSigns[] = {"<", "<=", ">", ">=", "==", "!="};
    return peek().kind == TokenKind::sign && std::find(std::begin(kSigns), std::end(kSigns), peek().text) != std::end(kSigns);
  }

  Index read_comparison() {
    Index left = read_sum();
    if (left < 0) return -1;
    // `a = b` is meant as a comparison where no argument can have a name.
    if (sign("=")) {
      fail_at("E0205", peek(), "'=' does not compare", "write ==");
      tokens_[at_].text = "==";
    }
    if (!at_comparison()) return left;
    left = read_right(left, &Parser::read_sum);
    if (left >= 0 && (at_comparison() || sign("="))) return fail_at("E0206", peek(), "comparisons do not chain", "write a < b and b < c");
    return left;
  }

  Index read_sum() {
    Index left = read_product();
    while (left >= 0 && (sign("+") || sign("-"))) left = read_right(left, &Parser::read_product);
    return left;
  }

  Index read_product() {
    Index left = read_unary();
    while (left >= 0 && (sign("*") || sign("/"))) left = read_right(left, &Parser::read_unary);
    return left;
  }

  Index read_unary() { return sign("-") || sign("+") ? read_prefix(&Parser::read_unary) : read_power(); }

  Index read_power() {
    const Index base = read_atom();
    if (base < 0 || !sign("^")) return base;
    const Deeper deeper(depth_);
    if (too_deep(peek())) return -1;
    return read_right(base, &Parser::read_unary);
  }

  Index read_atom() {
    const Token& token = peek();
    switch (token.kind) {
      case TokenKind::number:
      case TokenKind::date: return read_literal();
      case TokenKind::name: return peek(1).kind == TokenKind::sign && peek(1).text == "(" ? read_call() : read_name();
      case TokenKind::word: return read_word();
      case TokenKind::sign:
        if (token.text == "(") return read_parentheses();
        break;
      case TokenKind::end: break;
    }
    return fail_missing(token);
  }

  Index fail_missing(const Token& token) {
    if (token.kind == TokenKind::end) {
      if (tokens_.size() == 1) return fail_at("E0201", token, "a formula is expected, and there is none");
      const auto before = printable(written(tokens_[at_ - 1]));
      return fail_at("E0201", token, fmt::format("a value is missing after '{}'", before), "the formula ends here");
    }
    if (token.kind == TokenKind::word && token.text == "not") {
      return fail_at("E0201", token, "'not' stands before a whole condition", "write (not …)");
    }
    const auto shown = printable(written(token));
    if (at_ == 0) return fail_at("E0201", token, fmt::format("a formula begins with a value, not with '{}'", shown));
    return fail_at("E0201", token, fmt::format("a value is missing before '{}'", shown));
  }

  Index read_literal() {
    Token& token = tokens_[at_++];
    FormulaNode node;
    node.kind = token.kind == TokenKind::date ? FormulaKind::date : FormulaKind::number;
    node.value = token.value;
    node.currency = token.currency;
    node.percent = token.percent;
    node.unit = token.unit;
    return add(std::move(node), {token.begin, token.end});
  }

  Index read_name() {
    const Token& token = tokens_[at_++];
    FormulaNode node;
    node.kind = FormulaKind::name;
    node.text = token.text;
    return add(std::move(node), {token.begin, token.end});
  }

  Index read_word() {
    const Token& token = peek();
    FormulaNode node;
    if (token.text == "true" || token.text == "false") {
      node.kind = FormulaKind::truth;
      node.value = token.text == "true" ? 1 : 0;
    } else if (token.text == "inf") {
      node.kind = FormulaKind::infinity;
    } else {
      return fail_missing(token);
    }
    ++at_;
    return add(std::move(node), {token.begin, token.end});
  }

  Index read_parentheses() {
    const Token open = peek();
    const Deeper deeper(depth_);
    if (too_deep(open)) return -1;
    ++at_;
    const Index inner = read_formula();
    if (inner < 0 || !close(open)) return -1;
    // The parentheses belong to what is underlined, also in what it becomes part of.
    const Extent whole = {open.begin, tokens_[at_ - 1].end};
    extents_[static_cast<std::size_t>(inner)] = whole;
    formula_.nodes[static_cast<std::size_t>(inner)].place = source_.place(whole.begin, whole.end);
    return inner;
  }

  // Takes the ')' for `open`, or says what stands in its way.
  bool close(const Token& open) {
    if (sign(")")) {
      ++at_;
      return true;
    }
    const Token& token = peek();
    if (token.kind == TokenKind::end) {
      auto& error = fail("E0202", token.begin, token.end, "a ')' is missing", "expected ) here");
      error.notes.push_back({"opened here", source_.place(open.begin, open.end)});
      if (source_.cut_by_comma()) error.notes.push_back({"if a comma has cut the formula in two, put the whole of it in quotes", {}});
      return false;
    }
    if (word("to")) {
      fail_at("E0216", token, "a range is a whole value, and here it is a part of a formula", "give it a name under inputs, and use that");
    } else if (sign(",")) {
      fail_at("E0204", token, "a comma stands only between the arguments of a function");
    } else {
      fail_after();
    }
    return false;
  }

  Index read_call() {
    const Token name = peek();
    const Token open = peek(1);
    const Deeper deeper(depth_);
    if (too_deep(open)) return -1;
    if (name.text.find('.') != std::string::npos) {
      return fail_at("E0220", name, fmt::format("'{}' is not a function: the name of a function has no dot", name.text));
    }
    at_ += 2;
    FormulaNode node;
    node.kind = FormulaKind::call;
    node.text = name.text;
    node.name_place = source_.place(name.begin, name.end);
    while (!sign(")") || !node.children.empty()) {
      if (!read_argument(node)) return -1;
      if (!sign(",")) break;
      ++at_;
      if (sign(")")) return fail_at("E0201", peek(), "a value is missing after ','");
    }
    if (!close(open)) return -1;
    return add(std::move(node), {name.begin, tokens_[at_ - 1].end});
  }

  bool read_argument(FormulaNode& call) {
    Index key = -1;
    const TokenKind kind = peek().kind;
    const bool can_be_key = kind == TokenKind::name || kind == TokenKind::date || kind == TokenKind::number;
    if (can_be_key && peek(1).kind == TokenKind::sign && peek(1).text == "=") {
      key = kind == TokenKind::name ? read_name() : read_literal();
      if (key < 0) return false;
      ++at_;
    }
    const Index argument = read_formula();
    if (argument < 0) return false;
    call.children.push_back(argument);
    call.keys.push_back(key);
    return true;
  }

  const FormulaText& source_;
  Diagnostics& diagnostics_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool failed_ = false;
  Formula formula_;
  std::vector<Extent> extents_;  // of each node, in the formula's text
  std::vector<int> heights_;
};

}  // namespace

Formula parse_formula(const Tree& tree, NodeId text, Diagnostics& diagnostics) {
  CF_CHECK(text && tree[text].kind == NodeKind::text, "a formula is read from a text");
  return Parser(FormulaText(tree, text), diagnostics).run();
}

Formula parse_formula(std::string_view text, Place place, Diagnostics& diagnostics) {
  return Parser(FormulaText(text, place), diagnostics).run();
}

}  // namespace cf::syntax

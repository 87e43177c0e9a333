// Reads the sections of one text into Declarations: validates every key against the table of fields, parses every formula,
// and keeps all places. Nothing is bound to a meaning here.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/declarations.hpp"
#include "model/fields.hpp"
#include "syntax/tree.hpp"

namespace cf::model {

class SectionReader {
 public:
  SectionReader(SourceTexts& texts, Declarations& declarations, const Deal::Load& load, Diagnostics& diagnostics)
      : texts_(texts), out_(declarations), load_(load), diagnostics_(diagnostics) {}

  void read_model(std::int32_t text);
  void read_library(std::int32_t text);

 private:
  using NodeId = syntax::NodeId;
  using Members = std::vector<syntax::Member>;

  void read_text(std::int32_t text, bool library);
  void read_sections(bool library);
  void read_section(const syntax::Member& member, bool library);
  void read_include(NodeId list);
  void read_time(NodeId map);
  void read_units(NodeId map);
  void read_sources(NodeId map);
  void read_correlations(NodeId list);
  void read_parties(NodeId map);
  void read_types(NodeId map, bool library);
  TypeDecl read_type(const syntax::Member& member);
  ParameterDecl read_parameter(const syntax::Member& member);
  void read_contracts(NodeId map);
  void read_terms(NodeId map, std::vector<TermsDecl>& out, const char* what);
  void read_hedges(NodeId map);
  void read_limits(NodeId list);
  // The parts that models and types share.
  bool read_body_section(const syntax::Member& member, Body& body);
  void read_inputs(NodeId map, Body& body);
  void read_drivers(NodeId map, Body& body);
  void read_assets(NodeId map, Body& body);
  void read_series(NodeId map, Body& body);
  void read_dispatches(NodeId map, Body& body);
  void read_stocks(NodeId map, Body& body);
  void read_flows(NodeId map, Body& body);
  void read_checks(NodeId map, Body& body);

  // A map's members, or none with an error that says what was found.
  const Members& members(NodeId node, const std::string& what);
  const Members& entries(NodeId node, const std::string& what) { return members(node, what); }
  // The fields of an entry: unknown keys and missing ones are reported.
  std::map<std::string, NodeId> fields(NodeId node, std::string_view entry, const std::string& what, Place place);
  ValueIndex value(NodeId node, const std::string& what, Place key);
  ValueIndex value_in(const std::map<std::string, NodeId>& fields, const char* name, const std::string& what);
  std::string text(NodeId node, const std::string& what, Place key);
  std::string text_in(const std::map<std::string, NodeId>& fields, const char* name, const std::string& what);
  Word word(NodeId node, const std::string& what, Place key);
  Word word_in(const std::map<std::string, NodeId>& fields, const char* name, const std::string& what);
  std::vector<Word> words(NodeId node, const std::string& what, Place key);
  // A name for formulas: lower case letters, digits, _ ; `dotted` allows party.member.
  bool check_name(const Word& name, bool dotted, const char* what);
  Place place_of(NodeId node) const { return tree_[node].place; }
  std::string kind_of(NodeId node) const;

  SourceTexts& texts_;
  Declarations& out_;
  const Deal::Load& load_;
  Diagnostics& diagnostics_;
  syntax::Tree tree_;                      // of the text that is being read
  std::vector<std::string> open_includes_;
  std::map<std::string, Place> section_places_;
  bool in_include_ = false, in_type_ = false;
  std::string folder_;
};

}  // namespace cf::model

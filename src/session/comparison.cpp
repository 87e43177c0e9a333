#include "session/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "measure/replicates.hpp"
#include "model/declarations.hpp"
#include "syntax/tree.hpp"

namespace cf::session {
namespace {

struct Entry {
  std::string name, text;
  Place place;
};

// Every text of the model under its dotted name. {value: 5} and 5 are the same entry.
void flatten(const syntax::Tree& tree, syntax::NodeId id, const std::string& name, std::vector<Entry>& out) {
  const auto& node = tree[id];
  const auto below = [&](const std::string& key) { return name.empty() ? key : key == "value" ? name : name + "." + key; };
  switch (node.kind) {
    case syntax::NodeKind::empty: break;
    case syntax::NodeKind::text: out.push_back({name, node.text, node.place}); break;
    case syntax::NodeKind::list:
      for (std::size_t i = 0; i < node.items.size(); ++i) flatten(tree, node.items[i], below(std::to_string(i + 1)), out);
      break;
    case syntax::NodeKind::map:
      if (node.members.empty() && !name.empty()) out.push_back({name, "{}", node.place});
      for (const auto& member : node.members) flatten(tree, member.value, below(member.key), out);
      break;
  }
}

std::vector<Entry> entries_of(const Reading& reading) {
  std::vector<Entry> out;
  for (const auto text : reading.deal->declarations().texts) {
    Diagnostics ignored;  // it has been read before
    const auto tree = syntax::read(reading.texts, text, ignored);
    if (tree.root) flatten(tree, tree.root, "", out);
  }
  return out;
}

// Without sets of points nothing is known of how the two go together: then as though they had nothing to do with each other.
study::Estimate difference_of(const study::Summary& a, const study::Summary& b) {
  const auto error = measure::error_of_difference(a.set_means, b.set_means);
  return {b.mean.value - a.mean.value, error ? *error : std::hypot(a.mean.se, b.mean.se)};
}

}  // namespace

std::vector<TextChange> text_changes(const Reading& before, const Reading& after) {
  const auto old_entries = entries_of(before), new_entries = entries_of(after);
  std::map<std::string, const Entry*> old_by_name, new_by_name;
  for (const auto& entry : old_entries) old_by_name.emplace(entry.name, &entry);
  for (const auto& entry : new_entries) new_by_name.emplace(entry.name, &entry);
  std::vector<TextChange> changes;
  for (const auto& entry : old_entries) {
    const auto it = new_by_name.find(entry.name);
    if (it == new_by_name.end()) {
      changes.push_back({entry.name, entry.text, "", entry.place, {}});
    } else if (it->second->text != entry.text) {
      changes.push_back({entry.name, entry.text, it->second->text, entry.place, it->second->place});
    }
  }
  for (const auto& entry : new_entries) {
    if (old_by_name.count(entry.name) == 0) changes.push_back({entry.name, "", entry.text, {}, entry.place});
  }
  return changes;
}

std::vector<ResultChange> result_changes(const study::Answer& before, const study::Answer& after) {
  std::vector<ResultChange> changes;
  const auto add = [&](const std::string& structure, const std::string& name, const std::string& display, const study::Summary& a,
                       const study::Summary& b) {
    if (a.unit != b.unit || a.mean.value == b.mean.value) return;
    changes.push_back({structure, name, a.unit, display, a.mean, b.mean, difference_of(a, b)});
  };
  for (const auto& old_structure : before.structures) {
    const auto it =
        std::find_if(after.structures.begin(), after.structures.end(), [&](const auto& s) { return s.name == old_structure.name; });
    if (it == after.structures.end()) continue;
    for (const auto& value : old_structure.values) {
      for (const auto& other : it->values) {
        if (other.party == value.party) add(old_structure.name, value.party + ".value", "", value.value, other.value);
      }
    }
    for (const auto& measure : old_structure.measures) {
      for (const auto& other : it->measures) {
        if (other.name == measure.name) add(old_structure.name, measure.name, measure.display, measure.summary, other.summary);
      }
    }
  }
  return changes;
}

std::optional<std::string> with_change(const Reading& before, const Reading& after, const TextChange& change) {
  if (change.before_place.text != before.model_text || change.after_place.text < 0) return std::nullopt;
  std::string text(before.texts.text(before.model_text));
  const auto begin = static_cast<std::size_t>(change.before_place.begin), end = static_cast<std::size_t>(change.before_place.end);
  text.replace(begin, end - begin, after.texts.at(change.after_place));
  return text;
}

}  // namespace cf::session

// One section: the order of its nodes, the slots they take, its instructions.
#pragma once
#include <functional>
#include <unordered_map>
#include <vector>

#include "program/emit.hpp"
#include "program/fuse.hpp"
#include "program/number_map.hpp"

namespace cf::program {

// True of a value that the path alone decides.
inline bool is_fixed(const Node& n) { return (n.vary & (kByPath | kByStep | kAtEnd)) == kByPath; }

// Slots that keep their value from section to section.
struct Places {
  std::int32_t num_permanent = 0;
  NumberMap<std::int32_t> state;   // by class
  NumberMap<std::int32_t> kept;    // values of the path, accumulators of reductions
  NumberMap<std::int32_t> odd_draw;   // by draw
};

class SectionEmitter {
 public:
  SectionEmitter(Graph& graph, Rows& rows, const Shapes& shapes, const Places& places, Program& program)
      : g_(graph), rows_(rows), shapes_(shapes), places_(places), p_(program) {}

  // `also`: nodes to define though no sink reads them. `given`: those that an earlier section has put into their kept slot.
  // The section runs in the steps first_step … end_step - 1, or in some of them.
  std::vector<Instruction> emit(const std::vector<Sink>& sinks, const std::vector<NodeId>& also, const std::function<bool(NodeId)>& given,
                                int first_step, int end_step);

  std::int32_t num_temporaries() const { return num_temporaries_; }
  // Gives constants and rows their numbers, in all that was emitted; once, at the end.
  void number_scalars();

 private:
  struct Entry {
    NodeId node = -1;              // defined here; of a compound node: with its outputs that are read
    const Sink* sink = nullptr;
    std::int32_t copied_state = -1;   // copies what the class's next value is, a state, before states change
  };

  // order
  void order(const std::vector<Sink>& sinks, const std::vector<NodeId>& also, const std::function<bool(NodeId)>& given);
  void plan_fusions(const std::vector<Sink>& sinks, const std::vector<NodeId>& also, const std::function<bool(NodeId)>& given);
  void visit(NodeId id, const std::function<bool(NodeId)>& given);
  // What the instruction of a node reads: its operands, or those of all that is fused into it.
  std::span<const NodeId> reads(NodeId id) const;
  template <class Visit>
  void each_read(const Sink& sink, Visit visit) const;
  void find_last_uses();
  template <class Visit>
  void each_read(const Entry& entry, Visit visit) const;
  bool is_dead_check(const Sink& sink, int first_step, int end_step);

  // slots
  bool is_temporary(NodeId id) const;
  std::int32_t take();
  void release_after(std::size_t entry);
  std::int32_t place_of_new(NodeId id, std::size_t entry);
  Operand operand(NodeId id);
  Operand tile(NodeId id);         // as operand(), but never a scalar

  // instructions
  void define(NodeId id, std::size_t entry);
  void define_compound(NodeId id, std::size_t entry);
  void put(const Sink& sink);
  Instruction& add(Code code, std::int32_t out, std::span<const Operand> x);
  Instruction& add(Code code, std::int32_t out, std::initializer_list<Operand> x) { return add(code, out, std::span(x.begin(), x.size())); }

  Graph& g_;
  Rows& rows_;
  const Shapes& shapes_;
  const Places& places_;
  Program& p_;

  std::vector<Entry> entries_;
  std::vector<bool> visited_;
  NumberMap<Fusion> fusions_;
  std::unordered_map<const Sink*, Fusion> sink_fusions_;         // of sums: a product that only they read
  NumberMap<std::vector<NodeId>> outputs_;      // of a compound node: its outputs that are read
  NumberMap<std::size_t> last_use_;
  NumberMap<std::size_t> last_read_;      // of a state, by class
  NumberMap<std::int32_t> advances_;            // node -> class whose next value it is, if it may go straight there
  NumberMap<Operand> at_;                       // where temporaries are
  NumberMap<std::int32_t> staged_;        // class -> temporary with its next value
  std::vector<std::int32_t> free_, borrowed_;
  std::int32_t taken_ = 0, num_temporaries_ = 0;
  std::vector<Instruction> code_;
  NumberMap<Operand> scalars_;
  std::vector<NodeId> rows_used_;
};

}  // namespace cf::program

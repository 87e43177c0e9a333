// What an instruction reads and writes, slot by slot.
#pragma once
#include <cstdint>

#include "program/program.hpp"

namespace cf::engine::native {

// Calls read(slot) for each slot that the instruction reads, scalars aside.
template <class Read>
void each_read(const program::Program& p, const program::Instruction& i, Read read) {
  using program::Code;
  const auto in = [&](program::Operand x) {
    if (x != program::kNone && !program::is_scalar(x)) read(x);
  };
  switch (i.code) {
    case Code::dispatch: {
      const program::DispatchData& d = p.dispatches[static_cast<std::size_t>(i.index)];
      in(d.demand);
      for (const auto* offers : {&d.capacity, &d.price})
        for (const program::Operand x : *offers) in(x);
      return;
    }
    case Code::settle: {
      const program::SettlementData& s = p.settlements[static_cast<std::size_t>(i.index)];
      in(s.any_short);
      for (const auto& party : s.parties)
        for (const program::Operand x : {party.cash, party.recovery_cash, party.recovery_receipts, party.after.in, party.defaulted.in})
          in(x);
      for (const auto& flow : s.flows) in(flow.amount.in);
      return;
    }
    case Code::cross_held: {
      const program::CrossHoldingData& c = p.cross_holdings[static_cast<std::size_t>(i.index)];
      for (const auto* operands : {&c.base, &c.fraction})
        for (const program::Operand x : *operands) in(x);
      return;
    }
    default:
      for (const program::Operand x : i.x) in(x);
      return;
  }
}

// Calls write(slot) for each slot that the instruction writes.
template <class Write>
void each_write(const program::Program& p, const program::Instruction& i, Write write) {
  using program::Code;
  const auto out = [&](std::int32_t slot) {
    if (slot != program::kNone) write(slot);
  };
  switch (i.code) {
    case Code::dispatch: {
      const program::DispatchData& d = p.dispatches[static_cast<std::size_t>(i.index)];
      for (const std::int32_t slot : d.supplied) out(slot);
      for (const std::int32_t slot : {d.served, d.unserved, d.cost, d.last_price}) out(slot);
      return;
    }
    case Code::settle: {
      const program::SettlementData& s = p.settlements[static_cast<std::size_t>(i.index)];
      for (const auto& flow : s.flows) out(flow.amount.out);
      for (const auto& party : s.parties)
        for (const std::int32_t slot : {party.after.out, party.defaulted.out}) out(slot);
      return;
    }
    case Code::cross_held:
      for (const std::int32_t slot : p.cross_holdings[static_cast<std::size_t>(i.index)].out) out(slot);
      return;
    default: out(i.out); return;
  }
}

}  // namespace cf::engine::native

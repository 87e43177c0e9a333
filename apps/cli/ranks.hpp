// The processes that mpirun has started together, each a rank. Rank 0 speaks and writes; the others work and are silent. Only
// ranks_mpi.cpp sees MPI; ranks_alone.cpp stands in its place in a build without.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace cf::cli {

// As it stands, a process that is alone.
class Ranks {
 public:
  Ranks() = default;
  Ranks(const Ranks&) = delete;
  virtual ~Ranks() = default;                   // waits for the others

  virtual int rank() const { return 0; }
  virtual int count() const { return 1; }
  virtual int on_this_machine() const { return 1; }

  // Bytes to rank 0, which receives them rank by rank.
  virtual void send(const std::string& /*bytes*/) {}
  virtual std::string receive(int /*rank*/) { return {}; }
  // What rank 0 gives, for all. Every rank calls it.
  virtual int broadcast(int value) { return value; }

  // A rank that cannot go beyond a path tells the others, once; what counts is the earliest that has been heard.
  virtual void tell_stop(std::uint64_t /*path*/) {}
  virtual std::uint64_t earliest_stop() { return UINT64_MAX; }

  // Ends all ranks at once, where one of them can no longer do its part.
  virtual void abandon(int /*exit_code*/) {}
};

// Joins the others, once in a process. Null in a build without MPI.
std::unique_ptr<Ranks> join_ranks();

// Which of how many processes this one is, by what its starter left in the environment: known without MPI.
struct Started {
  int rank = 0, count = 1;
  bool by_mpirun = false;   // or what stands in for it: then standard output is not the user's terminal, whatever it looks like
};
Started started(std::optional<std::string> (*environment)(const char* name));

}  // namespace cf::cli

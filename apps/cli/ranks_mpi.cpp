// Ranks by MPI. Messages go between rank 0 and the others, and, when a rank must stop, from it to all.
#include <mpi.h>

#include <algorithm>
#include <vector>

#include "ranks.hpp"

namespace cf::cli {
namespace {

enum Tag { kLength = 1, kBytes, kStop };
constexpr std::size_t kLargestMessage = std::size_t{1} << 30;   // MPI counts in int

// An error of MPI ends all ranks by itself (MPI_ERRORS_ARE_FATAL), with a message of its own.
class MpiRanks final : public Ranks {
 public:
  MpiRanks() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);   // the pool's threads do not speak
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &count_);
    MPI_Comm here = MPI_COMM_NULL;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &here);
    MPI_Comm_size(here, &here_);
    MPI_Comm_free(&here);
  }
  ~MpiRanks() override {
    MPI_Waitall(static_cast<int>(sending_.size()), sending_.data(), MPI_STATUSES_IGNORE);
    MPI_Barrier(MPI_COMM_WORLD);   // all has been sent
    earliest_stop();               // and is taken off
    MPI_Finalize();
  }

  int rank() const override { return rank_; }
  int count() const override { return count_; }
  int on_this_machine() const override { return here_; }

  void send(const std::string& bytes) override {
    const std::uint64_t length = bytes.size();
    MPI_Send(&length, 1, MPI_UINT64_T, 0, kLength, MPI_COMM_WORLD);
    for (std::size_t at = 0; at < bytes.size(); at += kLargestMessage)
      MPI_Send(bytes.data() + at, static_cast<int>(std::min(kLargestMessage, bytes.size() - at)), MPI_BYTE, 0, kBytes, MPI_COMM_WORLD);
  }
  std::string receive(int rank) override {
    std::uint64_t length = 0;
    MPI_Recv(&length, 1, MPI_UINT64_T, rank, kLength, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    std::string bytes(length, '\0');
    for (std::size_t at = 0; at < bytes.size(); at += kLargestMessage)
      MPI_Recv(bytes.data() + at, static_cast<int>(std::min(kLargestMessage, bytes.size() - at)), MPI_BYTE, rank, kBytes, MPI_COMM_WORLD,
               MPI_STATUS_IGNORE);
    return bytes;
  }
  int broadcast(int value) override {
    MPI_Bcast(&value, 1, MPI_INT, 0, MPI_COMM_WORLD);
    return value;
  }

  void tell_stop(std::uint64_t path) override {
    told_ = path;
    for (int rank = 0; rank < count_; ++rank)
      if (rank != rank_) MPI_Isend(&told_, 1, MPI_UINT64_T, rank, kStop, MPI_COMM_WORLD, &sending_.emplace_back());
  }
  std::uint64_t earliest_stop() override {
    for (int there = 1; there != 0;) {
      MPI_Status status;
      MPI_Iprobe(MPI_ANY_SOURCE, kStop, MPI_COMM_WORLD, &there, &status);
      if (there == 0) break;
      std::uint64_t path = 0;
      MPI_Recv(&path, 1, MPI_UINT64_T, status.MPI_SOURCE, kStop, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      heard_ = std::min(heard_, path);
    }
    return heard_;
  }

  void abandon(int exit_code) override { MPI_Abort(MPI_COMM_WORLD, exit_code); }

 private:
  int rank_ = 0, count_ = 1, here_ = 1;
  std::uint64_t told_ = 0, heard_ = UINT64_MAX;
  std::vector<MPI_Request> sending_;   // of told_, which is told once
};

}  // namespace

std::unique_ptr<Ranks> join_ranks() { return std::make_unique<MpiRanks>(); }

}  // namespace cf::cli

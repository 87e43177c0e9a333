// A pool of workers that share out batches of paths. Batches have a fixed size and fixed path numbers, so what a batch gives does
// not depend on how many workers there are or which of them ran it.
#pragma once
#include <atomic>
#include <functional>
#include <memory>

namespace cf::engine {

inline constexpr int kBatchPaths = 1024;

class Pool {
 public:
  explicit Pool(int num_workers);   // 0: as many as the machine has processors
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool();

  int num_workers() const;

  // Calls work(worker, index) for each index below count, in rising order of index, and returns when all that were begun are
  // done. An index is begun only while `*stop` is false (null: never stopped), so those done are 0 … k - 1 for some k; k is
  // returned. `work` must not throw and must not call parallel_for of the same pool.
  int parallel_for(int count, const std::function<void(int worker, int index)>& work, const std::atomic<bool>* stop = nullptr);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cf::engine

#include "engine/schedule/pool.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace cf::engine {

struct Pool::State {
  std::mutex mutex;
  std::condition_variable begins, ends;
  const std::function<void(int, int)>* work = nullptr;
  const std::atomic<bool>* stop = nullptr;
  int count = 0, next = 0, running = 0;
  std::uint64_t round = 0;
  std::vector<std::jthread> threads;

  bool stopped() const { return stop && stop->load(std::memory_order_relaxed); }

  // Takes indices until there are none. The lock is held between them.
  void share(int worker, std::unique_lock<std::mutex>& lock) {
    while (next < count && !stopped()) {
      const int index = next++;
      ++running;
      lock.unlock();
      (*work)(worker, index);
      lock.lock();
      --running;
    }
    if (running == 0) ends.notify_all();
  }

  void serve(int worker, const std::stop_token& token) {
    std::unique_lock lock(mutex);
    std::uint64_t seen = 0;
    while (true) {
      begins.wait(lock, [&] { return token.stop_requested() || (round != seen && work != nullptr); });
      if (token.stop_requested()) return;
      seen = round;
      share(worker, lock);
    }
  }
};

Pool::Pool(int num_workers) : state_(std::make_unique<State>()) {
  if (num_workers <= 0) num_workers = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  // The caller of parallel_for is worker 0.
  for (int worker = 1; worker < num_workers; ++worker)
    state_->threads.emplace_back([state = state_.get(), worker](const std::stop_token& token) { state->serve(worker, token); });
}

Pool::~Pool() {
  {
    const std::lock_guard lock(state_->mutex);
    for (auto& thread : state_->threads) thread.request_stop();
  }
  state_->begins.notify_all();
  state_->threads.clear();
}

int Pool::num_workers() const { return static_cast<int>(state_->threads.size()) + 1; }

int Pool::parallel_for(int count, const std::function<void(int, int)>& work, const std::atomic<bool>* stop) {
  std::unique_lock lock(state_->mutex);
  state_->work = &work;
  state_->stop = stop;
  state_->count = count;
  state_->next = 0;
  ++state_->round;
  state_->begins.notify_all();
  state_->share(0, lock);
  state_->ends.wait(lock, [&] { return state_->running == 0 && (state_->next >= count || state_->stopped()); });
  state_->work = nullptr;
  state_->count = 0;
  return state_->next;
}

}  // namespace cf::engine

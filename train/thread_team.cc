// SPDX-License-Identifier: Apache-2.0

#include "train/thread_team.h"

#include <dlfcn.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <utility>

namespace isomer::train {

namespace {

// Keeps oneDNN on the calling thread: its OpenMP, whichever runtime it was built with, opens no
// parallel regions for this thread. Nothing to do where oneDNN was built without OpenMP.
void stay_on_this_thread() {
  using SetThreads = void (*)(int);
  static const auto set_threads =
      reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
  if (set_threads != nullptr) set_threads(1);
}

// How often to look before sleeping: about 100 us. Between two pieces of a step a thread waits a
// few microseconds, and being woken costs more than that.
constexpr int kLooks = 4000;

// Returns when the value has become another one.
template <typename T>
void wait_while(const std::atomic<T>& value, T old) {
  for (int look = 0; look < kLooks; ++look) {
    if (value.load(std::memory_order_acquire) != old) return;
#if defined(__x86_64__)
    _mm_pause();
#endif
  }
  value.wait(old);
}

}  // namespace

ThreadTeam::ThreadTeam(int threads) : parts_(static_cast<std::size_t>(threads)) {
  stay_on_this_thread();
  for (int thread = 1; thread < threads; ++thread) {
    workers_.emplace_back([this, thread] { serve(thread); });
  }
}

ThreadTeam::~ThreadTeam() {
  stopping_ = true;
  generation_.fetch_add(1);
  generation_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadTeam::run_erased(int pieces, void* work, Call call) {
  pieces_ = pieces;
  work_ = work;
  call_ = call;
  done_ = 0;
  for (std::size_t t = 0; t < parts_.size(); ++t) {
    const auto bound = [&](std::size_t n) {
      return static_cast<std::uint64_t>(pieces) * n / parts_.size();
    };
    parts_[t].next_and_end.store(bound(t) << 32 | bound(t + 1), std::memory_order_release);
  }
  generation_.fetch_add(1);
  generation_.notify_all();
  do_pieces(0);
  for (int done = done_; done != pieces; done = done_) wait_while(done_, done);
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

// Thread t begins with the t-th contiguous part, so that a piece stays in its cache, and then helps
// the others: nobody waits for a thread that others keep from its core, unless it holds a piece.
void ThreadTeam::do_pieces(int thread) {
  const auto own = static_cast<std::size_t>(thread);
  for (std::size_t i = 0; i < parts_.size(); ++i)
    do_part(thread, parts_[(own + i) % parts_.size()]);
}

void ThreadTeam::do_part(int thread, Part& part) {
  constexpr std::uint64_t kNext = std::uint64_t{1} << 32;
  std::uint64_t now = part.next_and_end.load(std::memory_order_acquire);
  while (now >> 32 < (now & (kNext - 1))) {
    if (!part.next_and_end.compare_exchange_weak(now, now + kNext, std::memory_order_acq_rel))
      continue;
    const int pieces = pieces_;
    try {
      call_(work_, thread, static_cast<int>(now >> 32));
    } catch (...) {
      const std::lock_guard lock(failure_mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
    if (done_.fetch_add(1) + 1 == pieces) done_.notify_all();
    now = part.next_and_end.load(std::memory_order_acquire);
  }
}

void ThreadTeam::serve(int thread) {
  stay_on_this_thread();
  for (unsigned seen = 0; !stopping_;) {
    wait_while(generation_, seen);
    seen = generation_;
    do_pieces(thread);
  }
}

}  // namespace isomer::train

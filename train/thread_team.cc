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

ThreadTeam::ThreadTeam(int threads) {
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
  busy_ = static_cast<int>(workers_.size());
  generation_.fetch_add(1);
  generation_.notify_all();
  do_pieces(0);
  for (int busy = busy_; busy != 0; busy = busy_) wait_while(busy_, busy);
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

// Thread t takes the t-th of `threads` contiguous parts, so that a piece stays in its cache.
void ThreadTeam::do_pieces(int thread) {
  const int first = pieces_ * thread / threads();
  const int last = pieces_ * (thread + 1) / threads();
  try {
    for (int piece = first; piece < last; ++piece) call_(work_, thread, piece);
  } catch (...) {
    const std::lock_guard lock(failure_mutex_);
    if (!failure_) failure_ = std::current_exception();
  }
}

void ThreadTeam::serve(int thread) {
  stay_on_this_thread();
  for (unsigned seen = 0;; ++seen) {
    wait_while(generation_, seen);
    if (stopping_) return;
    do_pieces(thread);
    if (busy_.fetch_sub(1) == 1) busy_.notify_all();
  }
}

}  // namespace isomer::train

// SPDX-License-Identifier: Apache-2.0
//
// The threads of training. Work is cut into numbered pieces whose results do not depend on who
// does them; sums over pieces are taken in a fixed order by whoever asked (training.md, "Same
// bits").

#ifndef TRAIN_THREAD_TEAM_H_
#define TRAIN_THREAD_TEAM_H_

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

namespace isomer::train {

class ThreadTeam {
 public:
  // The calling thread is number 0; `threads` - 1 more are started. Libraries that use OpenMP are
  // told to stay on the thread that calls them.
  explicit ThreadTeam(int threads);
  ~ThreadTeam();
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  // Calls work(thread, piece) for every piece in [0, pieces); returns when all are done. The first
  // exception of a piece is thrown again here. Not to be called from within `work`.
  template <typename Work>
  void run(int pieces, Work&& work) {
    void* const erased = const_cast<void*>(static_cast<const void*>(std::addressof(work)));
    run_erased(pieces, erased, [](void* w, int thread, int piece) {
      (*static_cast<std::remove_reference_t<Work>*>(w))(thread, piece);
    });
  }

 private:
  using Call = void (*)(void* work, int thread, int piece);

  // A thread's part of the pieces: the next one above, the end below. On a cache line of its own.
  struct alignas(64) Part {
    std::atomic<std::uint64_t> next_and_end = 0;
  };

  void run_erased(int pieces, void* work, Call call);
  void do_pieces(int thread);
  void do_part(int thread, Part& part);
  void serve(int thread);

  std::vector<Part> parts_;
  std::vector<std::thread> workers_;
  std::atomic<unsigned> generation_ = 0;  // counts the calls of run()
  std::atomic<int> done_ = 0;             // pieces of the current call
  std::atomic<bool> stopping_ = false;
  // Of the current call; read only by who has taken a piece of it.
  int pieces_ = 0;
  void* work_ = nullptr;
  Call call_ = nullptr;
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
};

}  // namespace isomer::train

#endif  // TRAIN_THREAD_TEAM_H_

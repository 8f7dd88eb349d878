// SPDX-License-Identifier: Apache-2.0
#include "sim/cycle/core.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/container/error.h"
#include "sim/machine/execute.h"
#include "sim/machine/layout.h"

namespace isomer::cycle {
namespace {

constexpr auto kLoad = static_cast<std::size_t>(Queue::load);
constexpr auto kStore = static_cast<std::size_t>(Queue::store);

// Requests of one cycle are served in this order.
constexpr Queue kIssueOrder[] = {Queue::mac, Queue::post, Queue::store, Queue::load};

}  // namespace

Core::Core(const Machine& machine, const MemoryTiming& timing, BurstPort* port)
    : state_(machine),
      timing_(timing),
      port_(port),
      cache_(machine),
      bus_(timing, machine),
      queues_{UnitQueue(machine.queue_depth), UnitQueue(machine.queue_depth),
              UnitQueue(machine.queue_depth), UnitQueue(machine.queue_depth)} {
  if (timing.jitter)
    throw Error(
        "the cycle device knows when every beat happens, a memory with jitter does not say: use "
        "ddr, slow or stress, or the rtl device");
}

void Core::start(std::uint64_t program, std::uint32_t length) {
  bus_ = Bus(timing_, state_.machine);
  bus_.observe(burst_observer_);
  fetch_.start(state_.machine, program, length);
  load_ = {};
  store_ = {};
  for (UnitQueue& queue : queues_) queue = UnitQueue(state_.machine.queue_depth);
  tokens_ = {};
  program_ = program;
  now_ = 1;
  is_halted_ = is_trapped_ = is_aborting_ = false;
  trap_ = Trap::none;
  trap_pc_ = 0;
  load_error_at_ = store_error_at_ = kNever;
  counters_ = {};
}

Outcome Core::run(std::uint64_t program, std::uint32_t length, const RetirementObserver& observer) {
  start(program, length);
  for (;;) {
    bus_.begin(now_);
    accept(MemoryChannel::read);
    accept(MemoryChannel::write);
    const Events events = decide();
    if (events.is_over) break;
    if (!retire(events, observer)) {
      abort_at_ = kNever;
      Outcome stopped;
      stopped.status = Status::running;
      stopped.detail = "stopped by the observer";
      return stopped;
    }
    bool is_changed = grant();
    is_changed |= act(events);
    const Cycle next = is_changed ? now_ + 1 : next_event();
    if (next == kNever)
      throw Error(
          fmt::format("machine '{}': nothing can happen after cycle {} and the program is "
                      "not over; this is a bug of the cycle device",
                      state_.machine.name, now_));
    for (UnitQueue& queue : queues_) queue.count_cycles(next - now_);
    now_ = next;
  }
  for (UnitQueue& queue : queues_) queue.count_cycles(1);
  abort_at_ = kNever;
  return outcome();
}

void Core::accept(MemoryChannel channel) {
  const std::optional<Burst> burst = bus_.accept(channel);
  if (!burst) return;
  const auto beat_bytes = static_cast<std::uint64_t>(state_.machine.bus_bytes());
  const std::uint64_t address = burst->beat * beat_bytes;
  const auto beats = static_cast<std::uint64_t>(burst->beats);
  const std::uint64_t size = state_.device.size();
  std::uint64_t good = address < size ? std::min(beats, (size - address) / beat_bytes) : 0;
  BurstPort::Reply reply;
  if (port_ != nullptr && good == beats) {
    const std::span<std::byte> bytes =
        std::span(state_.device).subspan(address, beats * beat_bytes);
    reply = channel == MemoryChannel::read
                ? port_->read(now_, address, bytes)
                : port_->write(now_, address, bytes.first(store_.bytes(*burst)));
    if (!reply.is_good) good = 0;
  }
  BurstTimes times = bus_.times(channel, now_, reply.delay, burst->beats);
  times.good_beats = static_cast<int>(good);
  (channel == MemoryChannel::read ? counters_.bytes_read : counters_.bytes_written) +=
      beats * beat_bytes;

  switch (burst->from) {
    case Requester::fetch:
      return fetch_.accept(*burst, times);
    case Requester::load:
      return accept_load(*burst, times);
    case Requester::store:
      break;
  }
  store_.accept(*burst, times);
  if (good < beats) store_error_at_ = std::min(store_error_at_, times.end);
  queues_[kStore].done_at = store_.done_at();
}

void Core::accept_load(const Burst& burst, const BurstTimes& times) {
  load_.accept(burst, times);
  if (times.good_beats < burst.beats)
    load_error_at_ = std::min(load_error_at_, times.beat(times.good_beats));
  UnitQueue& queue = queues_[kLoad];
  queue.done_at = load_.done_at();
  if (load_.is_accepted_whole() && load_error_at_ == kNever)
    execute(state_, instruction(queue.pc).operands);
}

Core::Events Core::decide() {
  Events events;
  events.fetch = decide_fetch(events.cause);
  decide_queues(events);
  const bool is_fetch_over =
      is_halted_ || is_trapped_ || is_aborting_ || events.fetch == FetchEvent::blocked;
  events.is_over =
      is_fetch_over && bus_.is_idle() && fetch_.request_at() > now_ &&
      std::all_of(queues_.begin(), queues_.end(), [this](const auto& q) { return is_stuck(q); });
  return events;
}

Core::FetchEvent Core::decide_fetch(Trap& cause) {
  if (!fetch_.is_running() || fetch_.word_at() > now_) return FetchEvent::none;
  if (fetch_.is_at_end()) {
    cause = Trap::missing_halt;
  } else if (fetch_.has_bus_error()) {
    cause = Trap::fetch_bus;
  } else {
    const std::uint64_t address = program_ + std::uint64_t{kWordBytes} * fetch_.pc();
    const Decoded& word =
        cache_.fetch(fetch_.pc(), std::span(state_.device).subspan(address, kWordBytes)).decoded;
    cause = word.trap;
    if (word.trap == Trap::none) {
      if (word.is_halt) return FetchEvent::halt;
      return queue(word.queue).is_full() ? FetchEvent::blocked : FetchEvent::push;
    }
  }
  return FetchEvent::trap;
}

void Core::decide_queues(Events& events) {
  Locks held;
  for (const UnitQueue& queue : queues_)
    if (queue.has_locks(now_)) held |= queue.locks;
  for (const Queue q : kIssueOrder) {
    const auto i = static_cast<std::size_t>(q);
    UnitQueue& queue = queues_[i];
    if (queue.is_active) {
      queue.state = QueueState::busy;
      if (queue.is_done(now_)) {
        const bool has_failed =
            (i == kLoad && load_.has_failed()) || (i == kStore && store_.has_failed());
        events.retire[i] = !has_failed && tokens_.can_push(q, instruction(queue.pc).push);
        if (!events.retire[i]) queue.state = QueueState::push;
      }
    } else if (queue.is_empty()) {
      queue.state = QueueState::empty;
    } else if (!tokens_.can_pop(q, instruction(queue.head()).pop)) {
      queue.state = QueueState::token;
    } else {
      const Locks& wish = cache_[queue.head()].locks;
      events.issue[i] = !is_aborting_ && !wish.meet(held);
      queue.state = events.issue[i] ? QueueState::busy : QueueState::lock;
      if (events.issue[i]) held |= wish;
    }
  }
}

bool Core::is_stuck(const UnitQueue& queue) const {
  return queue.state == QueueState::empty || queue.state == QueueState::token ||
         queue.state == QueueState::push || (queue.state == QueueState::lock && is_aborting_);
}

bool Core::grant() {
  const auto try_grant = [this](auto& unit, MemoryChannel channel) {
    if (!bus_.has_room(channel)) return false;
    bus_.grant(channel, unit.burst());
    unit.grant(now_);
    return true;
  };
  // Who has priority keeps the others from it even when it is not granted.
  if (fetch_.request_at() <= now_) return try_grant(fetch_, MemoryChannel::read);
  if (load_.request_at() <= now_) return try_grant(load_, MemoryChannel::read);
  if (store_.request_at() <= now_) return try_grant(store_, MemoryChannel::write);
  return false;
}

bool Core::act(const Events& events) {
  bool is_changed = events.fetch != FetchEvent::none && events.fetch != FetchEvent::blocked;
  if (is_aborting_) is_changed |= flush();
  const std::uint32_t pc = fetch_.pc();
  if (events.fetch == FetchEvent::push) {
    queue(cache_[pc].decoded.queue).add(pc);
    fetch_.leave(now_);
  } else if (events.fetch == FetchEvent::halt) {
    fetch_.stop();
    is_halted_ = true;
  }
  is_changed |= trap(events, pc);
  if (now_ >= abort_at_) {
    is_aborting_ = is_changed = true;
    abort_at_ = kNever;
    fetch_.stop();
  }
  for (std::size_t q = 0; q < kQueues; ++q) {
    if (events.issue[q]) issue(q);
    is_changed |= events.issue[q] || events.retire[q] || now_ == queues_[q].done_at;
  }
  return is_changed;
}

bool Core::flush() {
  bool has_discarded = false;
  for (UnitQueue& queue : queues_) {
    has_discarded |= !queue.is_empty();
    queue.clear();
  }
  return has_discarded;
}

// A bus error outranks a trap of fetch, also an earlier one; the first of them counts.
bool Core::trap(const Events& events, std::uint32_t pc) {
  const bool load_fails = now_ == load_error_at_;
  const bool store_fails = now_ == store_error_at_;
  const bool fetch_traps = events.fetch == FetchEvent::trap;
  if (!load_fails && !store_fails && !fetch_traps) return false;
  if (!load_.has_failed() && !store_.has_failed())
    trap_ = load_fails ? Trap::load_bus : store_fails ? Trap::store_bus : events.cause;
  if (fetch_traps || !is_trapped_) trap_pc_ = pc;
  is_trapped_ = true;
  fetch_.stop();
  if (load_fails) {
    load_.fail(now_);
    queues_[kLoad].done_at = load_.done_at();
  }
  if (store_fails) {
    store_.fail(now_);
    queues_[kStore].done_at = store_.done_at();
  }
  return true;
}

void Core::issue(std::size_t q) {
  UnitQueue& queue = queues_[q];
  queue.pc = queue.head();
  queue.take();
  queue.is_active = true;
  const FetchedWord& word = cache_[queue.pc];
  const Operands& operands = word.decoded.instruction.operands;
  queue.locks = word.locks;
  tokens_.pop(word.decoded.queue, word.decoded.instruction.pop);
  counters_.array_cycles += word.array_cycles;
  state_.counts = {};
  if (const auto* load = std::get_if<Load>(&operands)) {
    load_.start(state_.machine, *load, base_line(load->segment), now_);
    queue.done_at = kNever;
    return;
  }
  if (const auto* store = std::get_if<Store>(&operands)) {
    store_.start(state_.machine, *store, base_line(store->segment), now_);
    queue.done_at = kNever;
  } else {
    queue.done_at = now_ + word.busy - 1;
  }
  execute(state_, operands);
  queue.counts = state_.counts;
}

bool Core::retire(const Events& events, const RetirementObserver& observer) {
  for (std::size_t q = 0; q < kQueues; ++q) {
    if (!events.retire[q]) continue;
    UnitQueue& queue = queues_[q];
    queue.is_active = false;
    tokens_.push(static_cast<Queue>(q), instruction(queue.pc).push);
    ++counters_.retired;
    counters_.saturations += queue.counts.saturations;
    counters_.high_water |= queue.counts.high_water;
  }
  for (std::size_t q = 0; q < kQueues; ++q) {
    if (!events.retire[q]) continue;
    const UnitQueue& queue = queues_[q];
    QueueCounters states = queue.counters;
    ++states.busy;  // this cycle
    if (!observer({.cycle = now_,
                   .queue = static_cast<Queue>(q),
                   .pc = queue.pc,
                   .saturations = queue.counts.saturations,
                   .states = states}))
      return false;
  }
  return true;
}

Cycle Core::next_event() {
  Cycle next = kNever;
  const auto consider = [&](Cycle cycle) {
    if (cycle > now_) next = std::min(next, cycle);
  };
  if (fetch_.is_running()) consider(fetch_.word_at());
  consider(fetch_.request_at());
  consider(load_.request_at());
  consider(store_.request_at());
  if (const Cycle end = bus_.next_end(); end != kNever) consider(end + 1);
  for (const UnitQueue& queue : queues_)
    if (queue.is_active) consider(queue.done_at);
  consider(load_error_at_);
  consider(store_error_at_);
  consider(abort_at_);
  return next;
}

Outcome Core::outcome() const {
  Outcome outcome;
  const bool is_empty = std::all_of(queues_.begin(), queues_.end(), [](const UnitQueue& queue) {
    return queue.is_empty() && !queue.is_active;
  });
  if (is_aborting_) {
    outcome.status = Status::aborted;
  } else if (is_trapped_) {
    outcome.status = Status::trap;
  } else if (is_halted_ && is_empty) {
    outcome.status = Status::done;
  } else {
    outcome.status = Status::deadlock;
    outcome.detail = "every queue waits; the functional device names the instructions";
  }
  outcome.trap = trap_;
  outcome.trap_pc = trap_pc_;
  outcome.counters = counters_;
  outcome.counters.cycles = now_;
  for (std::size_t q = 0; q < kQueues; ++q) outcome.counters.queues[q] = queues_[q].counters;
  return outcome;
}

}  // namespace isomer::cycle

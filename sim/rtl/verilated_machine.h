// SPDX-License-Identifier: Apache-2.0
//
// RtlMachine on top of one Verilated class. Included only where a class is instantiated: every
// Verilated machine has the same pins, but a type of its own.

#ifndef SIM_RTL_VERILATED_MACHINE_H_
#define SIM_RTL_VERILATED_MACHINE_H_

#include <fmt/format.h>
#include <verilated.h>

#include <cstring>
#include <vector>

#include "isa/container/error.h"
#include "sim/rtl/back_door.h"
#include "sim/rtl/rtl_machine.h"

namespace isomer {

// Shows the signals to nobody; FstTracer (fst_tracer.h) writes them to a file.
struct NoTracer {
  static void prepare(VerilatedContext&) {}
  template <typename Model>
  void attach(Model&) {}
  void begin_cycle(bool) {}
  void show_low() {}
  void show_high() {}
};

template <typename Model, typename Tracer = NoTracer>
class VerilatedMachine : public RtlMachine {
 public:
  VerilatedMachine(const Machine& machine, std::uint64_t seed,
                   std::unique_ptr<Tracer> tracer = std::make_unique<Tracer>())
      : machine_(machine),
        context_(make_context(seed)),
        top_(context_.get()),
        tracer_(std::move(tracer)) {
    tracer_->attach(top_);
    top_.clk_i = 0;
    top_.rst_ni = 1;
    top_.eval();
    back_door_ = std::make_unique<BackDoor>(*context_, machine_);
  }
  ~VerilatedMachine() override {
    // Verilator 5.006 takes the model's scopes out of the thread's context, whichever that is.
    Verilated::threadContextp(context_.get());
    top_.final();
  }

  const Machine& configuration() const override { return machine_; }
  const ControlMachine& control() const override { return control_; }
  std::span<const Retirement> retired() const override { return retired_; }
  Counters counters() const override { return back_door_->counters(); }
  bool is_running() const override { return back_door_->is_running(); }
  void peek(Space space, std::uint64_t word, std::span<std::byte> bytes) const override {
    back_door_->peek(space, word, bytes);
  }

  void reset() override {
    drive(ControlHost{}, AxiSlave{});
    top_.rst_ni = 0;
    edge();
    edge();
    top_.rst_ni = 1;
  }

  void tick(const ControlHost& host, AxiMemory& memory) override {
    drive(host, memory.show());
    tracer_->begin_cycle(back_door_->is_running());
    top_.clk_i = 0;
    top_.eval();
    tracer_->show_low();
    sample();
    memory.clock(master_);
    top_.clk_i = 1;
    top_.eval();
    tracer_->show_high();
    collect_retired();
    if (context_->gotError() || context_->gotFinish())
      throw Error(
          fmt::format("machine '{}': an assertion in the RTL failed in cycle {}, see the "
                      "message above; this is a bug of the RTL",
                      machine_.name, memory.cycle()));
  }

 protected:
  // For what Verilator keeps beside the model, such as counts of coverage.
  VerilatedContext& context() { return *context_; }

 private:
  static std::unique_ptr<VerilatedContext> make_context(std::uint64_t seed) {
    auto context = std::make_unique<VerilatedContext>();
    context->randReset(2);
    context->randSeed(static_cast<int>(seed % 0x7fffffff));
    context->fatalOnError(false);
    Tracer::prepare(*context);
    return context;
  }

  void edge() {
    top_.clk_i = 0;
    top_.eval();
    top_.clk_i = 1;
    top_.eval();
  }

  void drive(const ControlHost& host, const AxiSlave& slave) {
    top_.ctl_awvalid_i = host.awvalid;
    top_.ctl_awaddr_i = static_cast<SData>(host.awaddr);
    top_.ctl_wvalid_i = host.wvalid;
    top_.ctl_wdata_i = host.wdata;
    top_.ctl_wstrb_i = static_cast<CData>(host.wstrb);
    top_.ctl_bready_i = host.bready;
    top_.ctl_arvalid_i = host.arvalid;
    top_.ctl_araddr_i = static_cast<SData>(host.araddr);
    top_.ctl_rready_i = host.rready;

    top_.axi_arready_i = slave.arready;
    top_.axi_rvalid_i = slave.rvalid;
    std::memcpy(&top_.axi_rdata_i, slave.rdata.data(), sizeof top_.axi_rdata_i);
    top_.axi_rresp_i = static_cast<CData>(slave.rresp);
    top_.axi_rlast_i = slave.rlast;
    top_.axi_awready_i = slave.awready;
    top_.axi_wready_i = slave.wready;
    top_.axi_bvalid_i = slave.bvalid;
    top_.axi_bresp_i = static_cast<CData>(slave.bresp);
  }

  void sample() {
    control_ = {.awready = top_.ctl_awready_o != 0,
                .wready = top_.ctl_wready_o != 0,
                .bvalid = top_.ctl_bvalid_o != 0,
                .bresp = top_.ctl_bresp_o,
                .arready = top_.ctl_arready_o != 0,
                .rvalid = top_.ctl_rvalid_o != 0,
                .rdata = top_.ctl_rdata_o,
                .rresp = top_.ctl_rresp_o};
    master_.arvalid = top_.axi_arvalid_o != 0;
    master_.araddr = top_.axi_araddr_o;
    master_.arlen = top_.axi_arlen_o;
    master_.rready = top_.axi_rready_o != 0;
    master_.awvalid = top_.axi_awvalid_o != 0;
    master_.awaddr = top_.axi_awaddr_o;
    master_.awlen = top_.axi_awlen_o;
    master_.wvalid = top_.axi_wvalid_o != 0;
    if (master_.wvalid)
      std::memcpy(master_.wdata.data(), &top_.axi_wdata_o, sizeof top_.axi_wdata_o);
    master_.wstrb = top_.axi_wstrb_o;
    master_.bready = top_.axi_bready_o != 0;
  }

  void collect_retired() {
    retired_.clear();
    const std::uint32_t mask = back_door_->retired();
    for (int q = 0; mask >> q != 0; ++q)
      if (((mask >> q) & 1) != 0)
        retired_.push_back(
            {.cycle = back_door_->retired_cycle(),
             .queue = static_cast<Queue>(q),
             .pc = back_door_->retired_pc(q),
             .saturations = static_cast<Queue>(q) == Queue::post ? back_door_->saturations() : 0,
             .states = back_door_->states(q)});
  }

  Machine machine_;
  std::unique_ptr<VerilatedContext> context_;
  Model top_;
  std::unique_ptr<Tracer> tracer_;
  std::unique_ptr<BackDoor> back_door_;
  ControlMachine control_;
  AxiMaster master_;
  std::vector<Retirement> retired_;
};

}  // namespace isomer

#endif  // SIM_RTL_VERILATED_MACHINE_H_

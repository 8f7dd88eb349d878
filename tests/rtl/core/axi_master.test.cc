// SPDX-License-Identifier: Apache-2.0
//
// The AXI4 master alone, at slaves that the simulated memory never is.
#include <verilated.h>

#include <catch2/catch.hpp>
#include <memory>

#include "VAxiMaster.h"

namespace isomer {
namespace {

class Master {
 public:
  Master() : context_(std::make_unique<VerilatedContext>()), master_(context_.get()) {
    master_.clk_i = 0;
    master_.rst_ni = 1;
    master_.eval();
    master_.rst_ni = 0;
    cycle();
    master_.rst_ni = 1;
  }

  VAxiMaster* operator->() { return &master_; }
  void settle() {
    master_.clk_i = 0;
    master_.eval();
  }
  void cycle() {
    settle();
    master_.clk_i = 1;
    master_.eval();
  }

 private:
  std::unique_ptr<VerilatedContext> context_;
  VAxiMaster master_;
};

// AXI4 lets a slave wait for the data before it accepts their address.
TEST_CASE("Data of a write do not wait for the acceptance of their address", "[rtl][axi]") {
  Master master;
  master->store_request_i = 1;
  master->store_beats_i = 2;
  master.settle();
  REQUIRE(master->store_grant_o == 1);
  master.cycle();
  master->store_request_i = 0;
  master->axi_wready_i = 1;
  for (int beat = 0; beat < 2; ++beat) {
    master.settle();
    CHECK(master->axi_awvalid_o == 1);
    CHECK(master->axi_wvalid_o == 1);
    CHECK(master->axi_wlast_o == beat);
    CHECK(master->store_beat_o == 1);
    master.cycle();
  }
  master->axi_awready_i = 1;
  master.settle();
  CHECK(master->axi_awvalid_o == 1);
  CHECK(master->axi_wvalid_o == 0);
  master.cycle();
  master->axi_bvalid_i = 1;
  master.settle();
  CHECK(master->axi_awvalid_o == 0);
  CHECK(master->store_answered_o == 1);
  CHECK(master->idle_o == 0);
  master.cycle();
  CHECK(master->idle_o == 1);
}

TEST_CASE("A burst waits for those with priority, also where their channel is stalled",
          "[rtl][axi]") {
  Master master;
  const auto grants = [&] {
    master.settle();
    return master->fetch_grant_o * 4 + master->load_grant_o * 2 + master->store_grant_o;
  };
  master->fetch_beats_i = master->load_beats_i = master->store_beats_i = 1;
  master->fetch_request_i = master->load_request_i = master->store_request_i = 1;
  CHECK(grants() == 4);
  master.cycle();  // its address is on the bus and not accepted
  CHECK(grants() == 0);
  master->fetch_request_i = 0;
  CHECK(grants() == 0);
  master->axi_arready_i = 1;
  CHECK(grants() == 2);
  master->axi_arready_i = 0;
  master->load_request_i = 0;
  CHECK(grants() == 1);
}

}  // namespace
}  // namespace isomer

// SPDX-License-Identifier: Apache-2.0
//
// The bound AXI4 checker lets legal traffic pass and refuses each violation.
#include <verilated.h>

#include <catch2/catch.hpp>
#include <memory>

#include "VAxiCheck.h"

namespace isomer {
namespace {

class Bus {
 public:
  Bus() : context_(std::make_unique<VerilatedContext>()), check_(context_.get()) {
    context_->fatalOnError(false);
    check_.arsize_i = check_.awsize_i = 4;    // 16 bytes
    check_.arburst_i = check_.awburst_i = 1;  // ascending addresses
    check_.clk_i = 0;
    check_.rst_ni = 1;
    check_.eval();
    reset();
  }

  void reset() {
    check_.rst_ni = 0;
    cycle();
    check_.rst_ni = 1;
    cycle();
  }

  VAxiCheck* operator->() { return &check_; }
  void cycle() {
    check_.clk_i = 0;
    check_.eval();
    check_.clk_i = 1;
    check_.eval();
  }
  bool has_failed() const { return context_->gotError(); }

 private:
  std::unique_ptr<VerilatedContext> context_;
  VAxiCheck check_;
};

void write_address(Bus& bus, std::uint64_t address, int beats) {
  bus->awvalid_i = 1;
  bus->awready_i = 1;
  bus->awaddr_i = address;
  bus->awlen_i = static_cast<CData>(beats - 1);
  bus.cycle();
  bus->awvalid_i = 0;
}

void write_beat(Bus& bus, bool is_last) {
  bus->wvalid_i = 1;
  bus->wready_i = 1;
  bus->wlast_i = is_last;
  bus.cycle();
  bus->wvalid_i = 0;
}

void read_address(Bus& bus, std::uint64_t address, int beats) {
  bus->arvalid_i = 1;
  bus->arready_i = 1;
  bus->araddr_i = address;
  bus->arlen_i = static_cast<CData>(beats - 1);
  bus.cycle();
  bus->arvalid_i = 0;
}

TEST_CASE("Legal bursts pass", "[rtl][axi]") {
  Bus bus;
  read_address(bus, 0x0f00, 16);
  write_address(bus, 0x1ff0, 1);
  write_address(bus, 0x2000, 2);
  write_beat(bus, true);
  write_beat(bus, false);
  write_beat(bus, true);
  bus.cycle();
  CHECK_FALSE(bus.has_failed());
}

TEST_CASE("A burst of 17 beats is refused", "[rtl][axi]") {
  Bus bus;
  SECTION("read") { read_address(bus, 0, 17); }
  SECTION("write") { write_address(bus, 0, 17); }
  CHECK(bus.has_failed());
}

TEST_CASE("A burst across 4 KiB is refused", "[rtl][axi]") {
  Bus bus;
  SECTION("read") { read_address(bus, 0x0ff0, 2); }
  SECTION("write") { write_address(bus, 0x0ff0, 2); }
  CHECK(bus.has_failed());
}

TEST_CASE("An unaligned burst is refused", "[rtl][axi]") {
  Bus bus;
  SECTION("read") { read_address(bus, 8, 1); }
  SECTION("write") { write_address(bus, 8, 1); }
  CHECK(bus.has_failed());
}

TEST_CASE("An offer that changes before it is taken is refused", "[rtl][axi]") {
  Bus bus;
  bus->arvalid_i = 1;
  bus->arready_i = 0;
  bus->araddr_i = 0x100;
  bus.cycle();
  CHECK_FALSE(bus.has_failed());
  SECTION("withdrawn") { bus->arvalid_i = 0; }
  SECTION("altered") { bus->araddr_i = 0x200; }
  bus.cycle();
  CHECK(bus.has_failed());
}

TEST_CASE("WLAST in the wrong beat is refused", "[rtl][axi]") {
  Bus bus;
  write_address(bus, 0, 2);
  SECTION("too early") { write_beat(bus, true); }
  SECTION("missing") {
    write_beat(bus, false);
    write_beat(bus, false);
  }
  CHECK(bus.has_failed());
}

TEST_CASE("Beats of another size than 16 bytes are refused", "[rtl][axi]") {
  Bus bus;
  bus->arsize_i = bus->awsize_i = 3;
  SECTION("read") { read_address(bus, 0, 1); }
  SECTION("write") { write_address(bus, 0, 1); }
  CHECK(bus.has_failed());
}

TEST_CASE("A burst at a fixed address is refused", "[rtl][axi]") {
  Bus bus;
  bus->arburst_i = bus->awburst_i = 0;
  SECTION("read") { read_address(bus, 0, 1); }
  SECTION("write") { write_address(bus, 0, 1); }
  CHECK(bus.has_failed());
}

TEST_CASE("An offer in reset is refused", "[rtl][axi]") {
  Bus bus;
  bus.reset();
  CHECK_FALSE(bus.has_failed());
  SECTION("AR") { bus->arvalid_i = 1; }
  SECTION("AW") { bus->awvalid_i = 1; }
  SECTION("W") { bus->wvalid_i = 1; }
  bus->rst_ni = 0;
  bus.cycle();
  CHECK(bus.has_failed());
}

TEST_CASE("Data before their address are refused", "[rtl][axi]") {
  Bus bus;
  SECTION("taken") { write_beat(bus, true); }
  SECTION("offered") {
    bus->wvalid_i = 1;
    bus->wlast_i = 1;
    bus.cycle();
  }
  CHECK(bus.has_failed());
}

TEST_CASE("Data may be taken while their address waits", "[rtl][axi]") {
  Bus bus;
  bus->awvalid_i = 1;
  bus->awready_i = 0;
  bus->awlen_i = 1;
  write_beat(bus, false);  // in the cycle of the address
  write_beat(bus, true);
  SECTION("their own") {
    bus->awready_i = 1;
    bus.cycle();
    write_address(bus, 0x100, 1);
    write_beat(bus, true);
    CHECK_FALSE(bus.has_failed());
  }
  SECTION("but none of the burst behind them") {
    write_beat(bus, true);
    CHECK(bus.has_failed());
  }
}

TEST_CASE("A ninth burst is refused", "[rtl][axi]") {
  Bus bus;
  for (int i = 0; i < 8; ++i) read_address(bus, 0, 1);
  bus.cycle();
  CHECK_FALSE(bus.has_failed());
  read_address(bus, 0, 1);
  bus.cycle();
  CHECK(bus.has_failed());
}

}  // namespace
}  // namespace isomer

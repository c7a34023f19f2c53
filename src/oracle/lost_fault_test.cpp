// SPDX-License-Identifier: Apache-2.0
//
// P3 convicts who loses a fault, tells it twice, or keeps to himself that some were lost.
#include <gtest/gtest.h>

#include "oracle/test_court.hpp"

namespace faultline::oracle {
namespace {

using trace::Event;
using trace::Kind;

constexpr std::uint64_t address = 0x1000;
constexpr std::uint64_t global = 0xff;

TEST(LostFault, ConvictsWhoKeepsAFaultToHimself) {
  const Event raised = event(Kind::fault_raised, bank, address);
  expect_guilty(judge({raised}), "P3",
                "a fault was never reported: address 0x1000, bank 5, 3da0000.iommu");
  expect_innocent(judge({raised, event(Kind::client_told, bank, address)}));
}

TEST(LostFault, ConvictsWhoTellsAFaultTwice) {
  const Event told = event(Kind::client_told, bank, address);
  expect_guilty(judge({event(Kind::fault_raised, bank, address), told, told}), "P3",
                "a fault was reported that was not recorded, or twice: address 0x1000, bank 5, "
                "3da0000.iommu");
}

// Where further faults come between a handler's look and its clearing, MULTI alone is left, and the
// address is of a fault that was told before.
TEST(LostFault, TakesAReportOfMultiAloneForNoFault) {
  constexpr std::uint64_t multi = spec::cb::FSR::MULTI::mask;
  constexpr std::uint64_t tf = spec::cb::FSR::TF::mask;
  const Event raised = event(Kind::fault_raised, bank, address);
  const auto told = [](std::uint64_t fsr) { return event(Kind::client_told, bank, address, fsr); };
  expect_innocent(judge({raised, told(tf), told(multi)}));
  expect_guilty(judge({raised, told(tf), told(multi | tf)}), "P3",
                "a fault was reported that was not recorded, or twice: address 0x1000, bank 5, "
                "3da0000.iommu");
  expect_guilty(judge({raised, told(multi)}), "P3",
                "a fault was never reported: address 0x1000, bank 5, 3da0000.iommu");
}

TEST(LostFault, ConvictsWhoKeepsAnOverflowToHimself) {
  constexpr std::uint64_t tf = spec::cb::FSR::TF::mask;
  constexpr std::uint64_t multi = spec::cb::FSR::MULTI::mask;
  const auto told = [](std::uint64_t FSR) { return event(Kind::client_told, bank, address, FSR); };
  const Event raised = event(Kind::fault_raised, bank, address);
  const Event overflowed = event(Kind::fault_overflowed, bank, address);
  expect_guilty(judge({raised, overflowed, told(tf)}), "P3",
                "that faults were lost was never reported: bank 5, 3da0000.iommu");
  expect_innocent(judge({raised, overflowed, told(tf | multi)}));
  expect_innocent(judge({raised, told(tf), overflowed, told(multi)}));
}

TEST(LostFault, ConvictsWhoHasFaultsAnsweredWithZeros) {
  using spec::cb::SCTLR;
  const auto control = [](std::uint64_t value) {
    return event(Kind::register_landed, smmu, place<SCTLR>(), value, "handle");
  };
  const Event raised = event(Kind::fault_raised, bank, address);
  const Event told = event(Kind::client_told, bank, address, spec::cb::FSR::TF::mask);
  const Event silent = control(SCTLR::M::mask);
  const Event reports = control(SCTLR::M::mask | SCTLR::CFRE::mask);
  expect_guilty(judge({silent, raised, told}), "P3",
                "a fault was answered with zeros: bank 5, 3da0000.iommu");
  expect_innocent(judge({silent, reports, raised, told}));
  expect_innocent(judge({silent, event(Kind::power_changed, supply, 0), raised, told}));
}

// On its way to sleep, the driver has looked for the last time.
TEST(LostFault, ExcusesGlobalFaultsAfterTheLastLook) {
  const Event raised = event(Kind::fault_raised, global, address);
  const Event shut = event(Kind::gate_changed, smmu, 0, 1);
  const Event open = event(Kind::gate_changed, smmu, 2, 1);
  const std::uint64_t sGFSR = std::uint64_t{layout.offset_of<spec::gr0::sGFSR>()} << 8 | 4;
  const Event look = event(Kind::register_read, smmu, sGFSR, 0, "sweep");
  const char* words = "a fault was never reported: address 0x1000 (global), 3da0000.iommu";
  expect_innocent(judge({shut, look, raised}));
  expect_innocent(judge({shut, look, raised, event(Kind::fault_reported, global, address)}));
  expect_guilty(judge({shut, raised, look}), "P3", words);
  expect_guilty(judge({look, shut, raised}), "P3", words);
  expect_guilty(judge({shut, look, open, raised}), "P3", words);
  expect_guilty(judge({shut, look, event(Kind::fault_raised, bank, address)}), "P3",
                "a fault was never reported: address 0x1000, bank 5, 3da0000.iommu");
}

TEST(LostFault, TakesTheLogForGlobalFaultsOnly) {
  expect_innocent(judge(
      {event(Kind::fault_raised, global, address), event(Kind::fault_reported, global, address)}));
  expect_guilty(
      judge({event(Kind::fault_raised, bank, address), event(Kind::fault_reported, bank, address)}),
      "P3", "a fault was never reported: address 0x1000, bank 5, 3da0000.iommu");
}

}  // namespace
}  // namespace faultline::oracle

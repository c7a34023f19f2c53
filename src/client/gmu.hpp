// SPDX-License-Identifier: Apache-2.0
//
// How the GPU's driver asks the GMU, the small processor that switches the GPU's power, to keep the
// GPU up. The GMU fetches and stores through the GPU's SMMU: while a fault stalls there it may not
// answer, and that is not its death.
#pragma once
#include <cstdint>

#include "base/result.hpp"
#include "client/captures.hpp"
#include "port/clock.hpp"
#include "port/log.hpp"

namespace faultline::client {

// The doorbells of the GMU. All in any context, while the GMU has power.
class GmuHardware {
 public:
  virtual void ring(std::uint32_t bits) = 0;          // asks for, or gives back
  virtual std::uint32_t answers() = 0;                // a bit for each request that is granted
  virtual void clear_answer(std::uint32_t bits) = 0;  // it was seen

 protected:
  ~GmuHardware() = default;
};

// A request out of band: what asks, what answers, and what gives back. The bits differ from one
// generation to the next.
struct GmuRequest {
  const char* name;
  std::uint32_t ask;
  std::uint32_t answer;
  std::uint32_t give_back;
};

enum class GmuError : std::uint8_t { timed_out };

class Gmu {
 public:
  static constexpr std::uint64_t poll_ns = 100'000;
  static constexpr std::uint64_t patience_ns = 10'000'000;
  // A capture may have to wait for power, and dump; longer than this is a driver that hangs.
  static constexpr std::uint64_t capture_patience_ns = 1'000'000'000;

  struct Machine {
    port::Clock& clock;
    port::Log& log;
    GmuHardware& hardware;
    Captures& captures;
  };

  // All outlive it; `name` is static text.
  Gmu(const char* name, const Machine& machine) : name_(name), machine_(machine) {}
  Gmu(const Gmu&) = delete;
  Gmu& operator=(const Gmu&) = delete;

  // Asks, and sleeps until it is granted. Not within `patience_ns`: waits until no fault is being
  // captured (no longer than `capture_patience_ns`) and then as long again, once. timed_out: logged
  // and given back. Thread context; one at a time for a request; not from a GPU's fault handler,
  // whose end it may wait for.
  [[nodiscard]] Result<void, GmuError> set(const GmuRequest& request);
  // Gives back what was granted. Any context.
  void clear(const GmuRequest& request);

 private:
  [[nodiscard]] bool granted_in_time(const GmuRequest& request);

  const char* name_;
  const Machine machine_;
};

}  // namespace faultline::client

// SPDX-License-Identifier: Apache-2.0
//
// How a bank that no stream leads to any more is put to rest, as a table: the last handler is
// waited for, what it left is swept and delivered, and what still stalls is terminated. Only then
// the bank stops translating.
#include "driver/domain.hpp"
#include "driver/smmu.hpp"
#include "port/barrier.hpp"

namespace faultline::driver {
namespace {

void free_interrupt(Domain& domain) {
  domain.smmu().interrupts().free_context(domain.bank());
}

void sweep_faults(Domain& domain) {
  port::full_barrier();
  const Token token = domain.smmu().policy().try_enter(Purpose::configuration);
  if (token) domain.smmu().faults().sweep(domain.bank());
}

void deliver_faults(Domain& domain) {
  domain.smmu().faults().deliver_later();
  domain.smmu().faults().flush();
}

void stop_translating(Domain& domain) {
  Bank& bank = domain.smmu().bank(domain.bank());
  bank.update([](BankShadow& shadow) { shadow.control.translate = false; });
  port::full_barrier();
  const Token token = domain.smmu().policy().try_enter(Purpose::configuration);
  if (token) bank.write(domain.smmu().registers(), domain.bank());
}

constexpr DomainStep table[] = {
    {"free interrupt", free_interrupt},
    {"sweep faults", sweep_faults},
    {"deliver faults", deliver_faults},
    {"stop translating", stop_translating},
};

}  // namespace

std::span<const DomainStep> quiesce_steps() {
  return table;
}

}  // namespace faultline::driver

// SPDX-License-Identifier: Apache-2.0
//
// Address translation operations, of a bank and global.
#include "model/ats.hpp"

#include <algorithm>

#include "model/context_derivation.hpp"
#include "model/lookup.hpp"
#include "model/permissions.hpp"
#include "model/translate.hpp"

namespace faultline::model {
namespace {

namespace cb = spec::cb;
namespace gr0 = spec::gr0;

// What an operation asks: the kind of access, and whether stage 2 counts.
struct Question {
  unsigned kind;
  bool both_stages;
};

std::optional<Question> bank_question(std::uint32_t offset) {
  switch (offset) {
    case cb::ATS1PR::offset(): return Question{kind_privileged, false};
    case cb::ATS1PW::offset(): return Question{kind_privileged | kind_write, false};
    case cb::ATS1UR::offset(): return Question{0, false};
    case cb::ATS1UW::offset(): return Question{kind_write, false};
    default: return std::nullopt;
  }
}

std::optional<Question> global_question(std::uint32_t offset) {
  switch (offset) {
    case gr0::GATS1UR::offset(): return Question{0, false};
    case gr0::GATS1UW::offset(): return Question{kind_write, false};
    case gr0::GATS1PR::offset(): return Question{kind_privileged, false};
    case gr0::GATS1PW::offset(): return Question{kind_privileged | kind_write, false};
    case gr0::GATS12UR::offset(): return Question{0, true};
    case gr0::GATS12UW::offset(): return Question{kind_write, true};
    case gr0::GATS12PR::offset(): return Question{kind_privileged, true};
    case gr0::GATS12PW::offset(): return Question{kind_privileged | kind_write, true};
    default: return std::nullopt;
  }
}

// The two ways to answer. PAR and GPAR have one layout.
std::uint64_t answer(const TlbEntry& entry, std::uint64_t address) {
  using P = gr0::GPAR::Success;
  const std::uint64_t inside = address & ((std::uint64_t{1} << entry.shift) - 1);
  return P::SH::encode(entry.shareability) | P::NS::encode(true) |
         P::PA::encode((entry.output | inside) >> 12) | P::ATTR::encode(entry.memory);
}

std::uint64_t answer(const Failure& failure, Format format) {
  using P = gr0::GPAR::Fault;
  return P::F::encode(true) | failure.FSR_bit |
         P::FORMAT::encode(static_cast<std::uint32_t>(format)) | P::PLVL::encode(failure.level) |
         P::STAGE::encode(failure.second_stage);
}

std::uint64_t ask(Device& device, BankIndex index, Question question, std::uint64_t operand) {
  const Context& context = context_of(device, index);
  const std::uint64_t address = input_address(context, Iova(operand & ~std::uint64_t{0xfff}));
  const auto entry = question.both_stages
                         ? look_up(device, index, address, question.kind)
                         : look_up_first_stage(device, index, address, question.kind);
  return entry ? answer(*entry, address) : answer(entry.error(), context.stage.format);
}

// A bank that has a first stage, and for both stages a second one that can serve.
bool can_ask(Device& device, BankIndex index, Question question) {
  const Path path = context_of(device, index).path;
  return path == Path::stage1 || path == Path::nested ||
         (!question.both_stages && path != Path::stage2);
}

std::uint64_t ask_globally(Device& device, Question question, std::uint64_t operand) {
  using P = gr0::GPAR::Fault;
  const unsigned bank = gr0::GATS1UR::NDX::decode(operand);
  if (bank >= device.configuration.size.banks) return P::F::encode(true) | P::UCBF::encode(true);
  const BankIndex index(static_cast<std::uint8_t>(bank));
  if (!can_ask(device, index, question)) return P::F::encode(true) | P::ICF::encode(true);
  return ask(device, index, question, operand);
}

std::uint64_t end_of_operation_ns(const Device& device) {
  return device.environment.now_ns() +
         device.configuration.behaviour.address_translation_duration_ns;
}

}  // namespace

void start_bank_operation(Device& device, BankIndex index, std::uint32_t offset,
                          std::uint64_t operand) {
  Bank& bank = device.bank(index);
  const auto question = bank_question(offset);
  if (!question || !device.configuration.features.address_translation || is_stage2(bank)) return;
  bank.registers.set_raw<cb::PAR>(ask(device, index, *question, operand));
  if (!bank.operation_active) ++device.active_operations;
  bank.operation_active = true;
  bank.operation_ends_ns = end_of_operation_ns(device);
  complete_due_operations(device);
}

void start_global_operation(Device& device, std::uint32_t offset, std::uint64_t operand) {
  const auto question = global_question(offset);
  if (!question || !device.configuration.features.address_translation) return;
  device.global.set_raw<gr0::GPAR>(ask_globally(device, *question, operand));
  device.global_operation_active = true;
  device.global_operation_ends_ns = end_of_operation_ns(device);
  complete_due_operations(device);
}

void complete_due_operations(Device& device) {
  if (!device.global_operation_active && device.active_operations == 0) return;
  const std::uint64_t now_ns = device.environment.now_ns();
  if (now_ns >= device.global_operation_ends_ns) device.global_operation_active = false;
  for (Bank& bank : device.resources.banks.first(device.configuration.size.banks)) {
    if (!bank.operation_active || now_ns < bank.operation_ends_ns) continue;
    bank.operation_active = false;
    --device.active_operations;
  }
}

std::optional<std::uint64_t> next_operation_end_ns(const Device& device) {
  std::optional<std::uint64_t> next;
  const auto consider = [&next](bool active, std::uint64_t end_ns) {
    if (active) next = next ? std::min(*next, end_ns) : end_ns;
  };
  consider(device.global_operation_active, device.global_operation_ends_ns);
  for (const Bank& bank : device.resources.banks.first(device.configuration.size.banks))
    consider(bank.operation_active, bank.operation_ends_ns);
  return next;
}

}  // namespace faultline::model

// SPDX-License-Identifier: Apache-2.0
//
// What a boot log says about an SMMU. Linux words these lines, and tools read them.
#include "base/text.hpp"
#include "driver/capabilities.hpp"

namespace faultline::driver {
namespace {

using Line = base::Text<128>;

// Writes lines that begin with the name of the device.
class Notices {
 public:
  Notices(port::Log& log, std::string_view name) : log_(log), name_(name) {}

  void say(std::string_view text) {
    log_.write(port::Severity::notice, Line().add(name_).add(": ").add(text).view());
  }
  void say_if(bool condition, std::string_view text) {
    if (condition) say(text);
  }

 private:
  port::Log& log_;
  std::string_view name_;
};

void log_stages(Notices& notices, const Capabilities& made) {
  notices.say_if(made.stage1, "\tstage 1 translation");
  notices.say_if(made.stage2, "\tstage 2 translation");
  notices.say_if(made.nested, "\tnested translation");
  notices.say_if(made.address_translation, "\taddress translation ops");
}

void log_walks(Notices& notices, const Capabilities& made) {
  if (made.coherent_walk || made.coherent_walk_announced) {
    notices.say(made.coherent_walk ? "\tcoherent table walk" : "\tnon-coherent table walk");
  }
  notices.say_if(made.coherent_walk != made.coherent_walk_announced,
                 "\t(IDR0.CTTW overridden by FW configuration)");
}

void log_sizes(Notices& notices, const Capabilities& made) {
  notices.say(Line().add("\tSupported page sizes: 0x").add_hex(made.page_sizes(), 8).view());
  if (made.stage1) {
    notices.say(Line()
                    .add("\tStage-1: ")
                    .add_decimal(made.input_bits())
                    .add("-bit VA -> ")
                    .add_decimal(made.intermediate_bits)
                    .add("-bit IPA")
                    .view());
  }
  if (made.stage2) {
    notices.say(Line()
                    .add("\tStage-2: ")
                    .add_decimal(made.intermediate_bits)
                    .add("-bit IPA -> ")
                    .add_decimal(made.output_bits)
                    .add("-bit PA")
                    .view());
  }
}

}  // namespace

void log_capabilities(port::Log& log, std::string_view name, const Capabilities& made) {
  Notices notices(log, name);
  notices.say("SMMUv2 with:");
  log_stages(notices, made);
  log_walks(notices, made);
  if (made.stream_matching) {
    notices.say(Line()
                    .add("\tstream matching with ")
                    .add_decimal(made.stream_groups)
                    .add(" register groups")
                    .view());
  }
  notices.say(Line()
                  .add("\t")
                  .add_decimal(made.banks)
                  .add(" context banks (")
                  .add_decimal(made.stage2_banks)
                  .add(" stage-2 only)")
                  .view());
  log_sizes(notices, made);
}

}  // namespace faultline::driver

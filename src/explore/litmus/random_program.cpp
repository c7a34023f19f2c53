// SPDX-License-Identifier: Apache-2.0
//
// Small enough, most of the time, that every order of every step can be tried, so that there is
// something to compare with. All of them end: a handler raises only lines of later handlers, and
// the device's own makes its line fall.
#include "explore/litmus/random_program.hpp"

#include <array>

#include "sim/random.hpp"

namespace faultline::explore::litmus {

namespace {

using Kind = Instruction::Kind;
constexpr unsigned word_count = 2;
constexpr unsigned lock_count = 2;

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  RandomProgram make() {
    program_.cpus = below(3) + 1;
    program_.has_device = below(5) < 2;
    program_.mask = below(4);
    const unsigned lines = below(program_.has_device ? 2 : 3);
    for (unsigned i = 0; i < lines; ++i) program_.lines.push_back(below(2) == 0);
    const unsigned handlers = lines + (program_.has_device ? 1 : 0);
    const unsigned threads = handlers == 0   ? 2 + below(2)
                             : handlers == 1 ? 1 + below(3)
                                             : 1 + below(2);
    for (unsigned i = 0; i < threads; ++i) add_thread(threads + handlers);
    for (unsigned i = 0; i < lines; ++i) add_handler(i);
    if (program_.has_device) add_device();
    return std::move(program_);
  }

 private:
  unsigned below(unsigned bound) { return static_cast<unsigned>(random_.below(bound)); }
  std::uint64_t some_bits() { return 1 + below(3); }

  Instruction access() {
    static constexpr std::array kinds = {Kind::load, Kind::load,     Kind::store, Kind::store,
                                         Kind::add,  Kind::exchange, Kind::await};
    const Kind kind = kinds[below(kinds.size())];
    return {kind, below(word_count), below(4) == 0 ? 0 : ++stored_};
  }

  void add_thread(unsigned activities) {
    Activity thread{
        .kind = Activity::Kind::thread, .cpu = below(program_.cpus), .instructions = {}};
    const unsigned count = 1 + below(activities > 3 ? 2 : activities == 3 ? 3 : 4);
    for (unsigned i = 0; i < count; ++i) add_to(thread.instructions);
    program_.activities.push_back(thread);
  }

  // One step, or several in a region.
  void add_to(std::vector<Instruction>& all) {
    const auto lines = static_cast<unsigned>(program_.lines.size());
    const unsigned what = below(10);
    if (what <= 1 && lines > 0) {
      all.push_back({below(3) == 0 ? Kind::lower : Kind::raise, below(lines)});
    } else if (what <= 3 && program_.has_device) {
      add_device_access(all);
    } else if (what <= 5) {
      add_locked(all);
    } else if (what == 6 && (lines > 0 || program_.has_device)) {
      all.push_back({Kind::off});
      if (below(4) == 0)
        add_locked(all);
      else
        all.push_back(access());
      all.push_back({Kind::on});
    } else {
      all.push_back(access());
    }
  }

  void add_locked(std::vector<Instruction>& all) {
    const unsigned lock = below(lock_count);
    all.push_back({Kind::lock, lock});
    if (below(4) == 0) {
      all.push_back({Kind::lock, 1 - lock});
      all.push_back({Kind::unlock, 1 - lock});
    } else {
      all.push_back(access());
    }
    all.push_back({Kind::unlock, lock});
  }

  void add_device_access(std::vector<Instruction>& all) {
    switch (below(5)) {
      case 0: all.push_back({Kind::status}); break;
      case 1: all.push_back({Kind::clear, 0, some_bits()}); break;
      case 2: all.push_back({Kind::mask, 0, below(4)}); break;
      case 3: all.push_back({Kind::serve}); break;
      default: all.push_back({Kind::device_raise, 0, some_bits()}); break;
    }
  }

  void add_to_handler(std::vector<Instruction>& all, unsigned line) {
    const auto lines = static_cast<unsigned>(program_.lines.size());
    const unsigned what = below(10);
    if (what == 0 && line + 1 < lines) {
      all.push_back({Kind::raise, line + 1});
    } else if (what == 0 && program_.has_device && line < lines) {
      all.push_back({Kind::device_raise, 0, some_bits()});
    } else if (what == 1) {
      add_locked(all);
    } else {
      Instruction one = access();
      if (one.kind == Kind::await && below(2) == 0) one.kind = Kind::add;
      all.push_back(one);
    }
  }

  void add_handler(unsigned line) {
    Activity handler{.kind = Activity::Kind::handler,
                     .cpu = below(program_.cpus),
                     .priority = 1 + below(2),
                     .line = line,
                     .instructions = {}};
    const unsigned count = 1 + below(2);
    for (unsigned i = 0; i < count; ++i) add_to_handler(handler.instructions, line);
    program_.activities.push_back(handler);
  }

  // Its handler, and, most of the time, what it does by itself.
  void add_device() {
    Activity handler{.kind = Activity::Kind::device_handler,
                     .cpu = below(program_.cpus),
                     .priority = 1 + below(2),
                     .instructions = {}};
    const auto line = static_cast<unsigned>(program_.lines.size());
    if (below(3) == 0) add_to_handler(handler.instructions, line);
    switch (below(4)) {
      case 0: handler.instructions.push_back({Kind::mask, 0, 0}); break;
      case 1: handler.instructions.push_back({Kind::clear, 0, 3}); break;
      default: handler.instructions.push_back({Kind::serve}); break;
    }
    if (below(3) == 0) add_to_handler(handler.instructions, line);
    program_.activities.push_back(handler);
    Activity device{.kind = Activity::Kind::device, .instructions = {}};
    const unsigned count = below(3);
    for (unsigned i = 0; i < count; ++i) {
      device.instructions.push_back({Kind::device_raise, 0, some_bits()});
    }
    if (count > 0) program_.activities.push_back(device);
  }

  sim::Random random_;
  RandomProgram program_;
  std::uint64_t stored_ = 0;  // so that no two stores look the same
};

struct Names {
  std::vector<Word> words, locks, lines;
  Device device;
};

void perform(Thread& self, const Instruction& one, const Names& known) {
  switch (one.kind) {
    case Kind::load: self.load(known.words[one.which]); break;
    case Kind::store: self.store(known.words[one.which], one.value); break;
    case Kind::add: self.add(known.words[one.which], 1); break;
    case Kind::exchange: self.compare_exchange(known.words[one.which], 0, one.value); break;
    case Kind::await: self.await_not(known.words[one.which], 0); break;
    case Kind::lock: self.lock(known.locks[one.which]); break;
    case Kind::unlock: self.unlock(known.locks[one.which]); break;
    case Kind::off: self.interrupts_off(); break;
    case Kind::on: self.interrupts_on(); break;
    case Kind::raise: self.store(known.lines[one.which], 1); break;
    case Kind::lower: self.store(known.lines[one.which], 0); break;
    case Kind::status: self.load(known.device.status); break;
    case Kind::serve: self.write_status(known.device, self.load(known.device.status)); break;
    case Kind::clear: self.write_status(known.device, one.value); break;
    case Kind::mask: self.write_mask(known.device, one.value); break;
    case Kind::device_raise: self.raise(known.device, one.value); break;
  }
}

std::string text_of(const Instruction& one) {
  static constexpr std::array<const char*, 16> names = {
      "load",   "store",        "add",        "exchange",    "await",      "lock",
      "unlock", "off",          "on",         "raise line",  "lower line", "read status",
      "serve",  "clear status", "write mask", "raise status"};
  static_assert(static_cast<std::size_t>(Kind::device_raise) + 1 == names.size());
  std::string text = names[static_cast<std::size_t>(one.kind)];
  if (one.kind < Kind::off || one.kind == Kind::raise || one.kind == Kind::lower) {
    text += " " + std::to_string(one.which);
  }
  const bool valued =
      one.kind == Kind::store || one.kind == Kind::exchange || one.kind >= Kind::clear;
  return valued ? text + " := " + std::to_string(one.value) : text;
}

std::string heading(const RandomProgram& program, const Activity& activity) {
  if (activity.kind == Activity::Kind::device) return "device";
  const std::string cpu = "CPU " + std::to_string(activity.cpu);
  if (activity.kind == Activity::Kind::thread) return cpu;
  const std::string priority = ", priority " + std::to_string(activity.priority);
  if (activity.kind == Activity::Kind::device_handler) {
    return cpu + ", device with mask " + std::to_string(program.mask) + priority;
  }
  return cpu + ", line " + std::to_string(activity.line) +
         (program.lines[activity.line] ? " (high)" : "") + priority;
}

}  // namespace

RandomProgram RandomProgram::from(std::uint64_t seed) {
  return Maker(seed).make();
}

Program RandomProgram::program() const {
  return [self = *this](Builder& builder, unsigned) {
    Names names{builder.words(word_count), builder.words(lock_count), {}, {}};
    for (const bool raised : self.lines) names.lines.push_back(builder.word(raised ? 1 : 0));
    if (self.has_device) names.device = builder.device(self.mask);
    for (unsigned i = 0; i < self.cpus; ++i) builder.cpu();
    for (const Activity& activity : self.activities) {
      const Body body = [names, all = activity.instructions](Thread& thread) {
        for (const Instruction& one : all) perform(thread, one, names);
      };
      switch (activity.kind) {
        case Activity::Kind::thread: builder.thread_on(activity.cpu, body); break;
        case Activity::Kind::handler:
          builder.interrupt(activity.cpu, activity.priority, names.lines[activity.line], body);
          break;
        case Activity::Kind::device_handler:
          builder.interrupt(activity.cpu, activity.priority, names.device.line, body,
                            Trigger::level);
          break;
        case Activity::Kind::device: builder.thread(body); break;
      }
    }
  };
}

std::string RandomProgram::text() const {
  std::string text;
  for (const Activity& activity : activities) {
    text += heading(*this, activity) + ":";
    const char* separator = " ";
    for (const Instruction& one : activity.instructions) {
      text += separator + text_of(one);
      separator = "; ";
    }
    text += "\n";
  }
  return text;
}

}  // namespace faultline::explore::litmus

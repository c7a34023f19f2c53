// SPDX-License-Identifier: Apache-2.0
//
// Small enough that every order of every step can be tried, so that there is something to compare
// with.
#include "explore/litmus/random_program.hpp"

#include <array>

#include "sim/random.hpp"

namespace faultline::explore::litmus {

namespace {

using Kind = Instruction::Kind;
constexpr unsigned word_count = 2;
constexpr unsigned lock_count = 2;
constexpr std::array<const char*, 10> names = {"load", "store",  "add", "exchange", "await",
                                               "lock", "unlock", "off", "on",       "raise"};

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  RandomProgram make() {
    program_.cpus = below(2) + 1;
    const unsigned handlers = below(3);
    for (unsigned i = 0; i < handlers; ++i) program_.lines.push_back(below(2) == 0);
    const unsigned threads = handlers == 2 ? 1 + below(2) : 2 + below(2);
    for (unsigned i = 0; i < threads; ++i) add_thread(threads + handlers);
    for (unsigned i = 0; i < handlers; ++i) add_handler(i);
    return std::move(program_);
  }

 private:
  unsigned below(unsigned bound) { return static_cast<unsigned>(random_.below(bound)); }

  Instruction access() {
    static constexpr std::array kinds = {Kind::load, Kind::load,     Kind::store, Kind::store,
                                         Kind::add,  Kind::exchange, Kind::await};
    return {kinds[below(kinds.size())], below(word_count)};
  }
  void add_thread(unsigned others) {
    Activity thread;
    thread.cpu = below(program_.cpus);
    const unsigned count = 1 + below(others > 3 ? 2 : 4);
    for (unsigned i = 0; i < count; ++i) add_to(thread);
    program_.activities.push_back(thread);
  }
  // One access, or several in a region.
  void add_to(Activity& thread) {
    auto& all = thread.instructions;
    const unsigned what = below(10);
    if (what == 0 && !program_.lines.empty()) {
      all.push_back({Kind::raise, below(static_cast<unsigned>(program_.lines.size()))});
    } else if (what <= 2) {
      const unsigned lock = below(lock_count);
      all.push_back({Kind::lock, lock});
      if (below(4) == 0) {
        all.push_back({Kind::lock, 1 - lock});
        all.push_back({Kind::unlock, 1 - lock});
      } else {
        all.push_back(access());
      }
      all.push_back({Kind::unlock, lock});
    } else if (what == 3 && !program_.lines.empty()) {
      all.push_back({Kind::off, 0});
      all.push_back({below(2) == 0 ? Kind::load : Kind::store, below(word_count)});
      all.push_back({Kind::on, 0});
    } else {
      all.push_back(access());
    }
  }
  void add_handler(unsigned line) {
    Activity handler{
        .cpu = below(program_.cpus), .priority = 1 + below(2), .line = line, .instructions = {}};
    const unsigned count = 1 + below(2);
    for (unsigned i = 0; i < count; ++i) {
      Instruction one = access();
      if (one.kind == Kind::await) one.kind = Kind::add;
      handler.instructions.push_back(one);
    }
    program_.activities.push_back(handler);
  }

  sim::Random random_;
  RandomProgram program_;
};

struct Names {
  std::vector<Word> words, locks, lines;
};

void perform(Thread& self, const Instruction& one, const Names& known) {
  switch (one.kind) {
    case Kind::load: self.load(known.words[one.word]); break;
    case Kind::store: self.store(known.words[one.word], 7); break;
    case Kind::add: self.add(known.words[one.word], 1); break;
    case Kind::exchange: self.compare_exchange(known.words[one.word], 0, 5); break;
    case Kind::await: self.await_not(known.words[one.word], 0); break;
    case Kind::lock: self.lock(known.locks[one.word]); break;
    case Kind::unlock: self.unlock(known.locks[one.word]); break;
    case Kind::off: self.interrupts_off(); break;
    case Kind::on: self.interrupts_on(); break;
    case Kind::raise: self.store(known.lines[one.word], 1); break;
  }
}

}  // namespace

RandomProgram RandomProgram::from(std::uint64_t seed) {
  return Maker(seed).make();
}

Program RandomProgram::program() const {
  return [self = *this](Builder& builder, unsigned) {
    Names words{builder.words(word_count), builder.words(lock_count), {}};
    for (const bool raised : self.lines) words.lines.push_back(builder.word(raised ? 1 : 0));
    for (unsigned i = 0; i < self.cpus; ++i) builder.cpu();
    for (const Activity& activity : self.activities) {
      const Body body = [words, all = activity.instructions](Thread& thread) {
        for (const Instruction& one : all) perform(thread, one, words);
      };
      if (activity.priority == 0) {
        builder.thread_on(activity.cpu, body);
      } else {
        builder.interrupt(activity.cpu, activity.priority, words.lines[activity.line], body);
      }
    }
  };
}

std::string RandomProgram::text() const {
  std::string text;
  for (const Activity& activity : activities) {
    text += "CPU " + std::to_string(activity.cpu);
    if (activity.priority > 0) {
      text += " line " + std::to_string(activity.line) + (lines[activity.line] ? " (high)" : "") +
              " priority " + std::to_string(activity.priority);
    }
    text += ":";
    for (const Instruction& one : activity.instructions) {
      text +=
          std::string(" ") + names[static_cast<std::size_t>(one.kind)] + std::to_string(one.word);
    }
    text += "\n";
  }
  return text;
}

}  // namespace faultline::explore::litmus

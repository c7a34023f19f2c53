// SPDX-License-Identifier: Apache-2.0
//
// The programs.
#include "explore/litmus/library.hpp"

namespace faultline::explore::litmus {

namespace {

void readers(Builder& program, unsigned n) {
  const Word x = program.word();
  program.thread([=](Thread& self) { self.store(x, 1); });
  for (unsigned i = 0; i < n; ++i) program.thread([=](Thread& self) { self.load(x); });
}

void nwriters(Builder& program, unsigned n) {
  const Word x = program.word();
  for (unsigned i = 1; i <= n; ++i) program.thread([=](Thread& self) { self.store(x, i); });
}

void mutex(Builder& program, unsigned n) {
  const Word lock = program.word();
  const Word count = program.word();
  for (unsigned i = 0; i < n; ++i) {
    program.thread([=](Thread& self) {
      self.lock(lock);
      self.store(count, self.load(count) + 1);
      self.unlock(lock);
    });
  }
}

void ainc(Builder& program, unsigned n) {
  const Word x = program.word();
  for (unsigned i = 0; i < n; ++i) program.thread([=](Thread& self) { self.add(x, 1); });
}

void binc(Builder& program, unsigned n) {
  const Word x = program.word();
  const Word y = program.word();
  for (unsigned i = 0; i < n; ++i) {
    program.thread([=](Thread& self) {
      self.add(x, 1);
      self.add(y, 1);
    });
  }
}

void lastzero(Builder& program, unsigned n) {
  const auto a = program.words(n + 1);
  program.thread([=](Thread& self) {
    for (unsigned i = n; self.load(a[i]) != 0; --i) {
    }
  });
  for (unsigned j = 1; j <= n; ++j) {
    program.thread([=](Thread& self) { self.store(a[j], self.load(a[j - 1]) + 1); });
  }
}

void indexer(Builder& program, unsigned n) {
  const auto table = program.words(128);
  for (unsigned id = 0; id < n; ++id) {
    program.thread([=](Thread& self) {
      for (unsigned m = 1; m <= 4; ++m) {
        const unsigned value = m * 11 + id;
        unsigned at = value * 7 % 128;
        while (self.compare_exchange(table[at], 0, value) != 0) at = (at + 1) % 128;
      }
    });
  }
}

void sb(Builder& program, unsigned n) {
  const auto x = program.words(n);
  for (unsigned i = 0; i < n; ++i) {
    program.thread([=](Thread& self) {
      self.store(x[i], 1);
      self.load(x[(i + 1) % n]);
    });
  }
}

void fib(Builder& program, unsigned n) {
  const Word x = program.word(1);
  const Word y = program.word(1);
  for (const Word own : {x, y}) {
    program.thread([=](Thread& self) {
      for (unsigned k = 0; k < n; ++k) {
        const std::uint64_t a = self.load(x);
        self.store(own, a + self.load(y));
      }
    });
  }
}

void dine(Builder& program, unsigned n, bool ordered) {
  const auto fork = program.words(n);
  for (unsigned i = 0; i < n; ++i) {
    unsigned first = i;
    unsigned second = (i + 1) % n;
    if (ordered && first > second) std::swap(first, second);
    program.thread([=](Thread& self) {
      self.lock(fork[first]);
      self.lock(fork[second]);
      self.unlock(fork[second]);
      self.unlock(fork[first]);
    });
  }
}

void ticket(Builder& program, unsigned n) {
  const Word next = program.word();
  const Word serving = program.word();
  const Word count = program.word();
  for (unsigned i = 0; i < n; ++i) {
    program.thread([=](Thread& self) {
      const std::uint64_t mine = self.add(next, 1);
      self.await(serving, mine);
      self.store(count, self.load(count) + 1);
      self.store(serving, mine + 1);
    });
  }
}

// N writes to x by a thread, and a handler that reads `read` twice.
void interrupted(Builder& program, unsigned n, bool same_cpu, bool same_word) {
  const Word x = program.word();
  const Word read = same_word ? x : program.word();
  const unsigned cpu = program.cpu();
  program.thread_on(cpu, [=](Thread& self) {
    for (unsigned i = 1; i <= n; ++i) self.store(x, i);
  });
  program.interrupt(same_cpu ? cpu : program.cpu(), 1, program.word(1), [=](Thread& self) {
    self.load(read);
    self.load(read);
  });
}

void irqmask(Builder& program, unsigned n) {
  const Word x = program.word();
  const unsigned cpu = program.cpu();
  program.interrupt(cpu, 1, program.word(1), [=](Thread& self) { self.load(x); });
  program.thread_on(cpu, [=](Thread& self) {
    for (unsigned i = 0; i < n; ++i) {
      self.interrupts_off();
      self.store(x, 2 * i + 1);
      self.store(x, 2 * i + 2);
      self.interrupts_on();
    }
  });
}

void irqnest(Builder& program, unsigned n) {
  const Word x = program.word();
  const unsigned cpu = program.cpu();
  program.thread_on(cpu, [=](Thread& self) {
    for (unsigned i = 1; i <= n; ++i) self.store(x, i);
  });
  program.interrupt(cpu, 1, program.word(1), [=](Thread& self) {
    self.load(x);
    self.load(x);
  });
  program.interrupt(cpu, 2, program.word(1), [=](Thread& self) { self.store(x, 100); });
}

const Entry entries[] = {
    {"readers", "a writer and N readers of one word: 2^N", readers},
    {"nwriters", "N writers of one word: N!", nwriters},
    {"mutex", "N threads that count under a lock: N!", mutex},
    {"ainc", "N atomic increments: N!", ainc},
    {"binc", "N threads that increment one word, then another: N!^2", binc},
    {"lastzero",
     "N writers each one behind the next, and who looks for the last zero: (N+3) 2^(N-2)",
     lastzero},
    {"indexer", "N threads put 4 values each into a hash table: 8^(N-11) from 11 on", indexer},
    {"sb", "a ring of N that store and load the next one's: 2^N - 1", sb},
    {"fib", "two threads that add N times: 3, 19, 141, 1107, 8953, ...", fib},
    {"philosophers", "N that take two forks in one order: 2^N - 2",
     [](Builder& program, unsigned n) { dine(program, n, true); }},
    {"hungry", "N that take two forks in turn: 2^N - 2, and one deadlock",
     [](Builder& program, unsigned n) { dine(program, n, false); }},
    {"ticket", "N threads and a ticket lock: N!", ticket},
    {"irq2", "N writes, a handler on their CPU that reads twice: N+1",
     [](Builder& program, unsigned n) { interrupted(program, n, true, true); }},
    {"thr2", "the same, its handler on another CPU: (N+1)(N+2)/2",
     [](Builder& program, unsigned n) { interrupted(program, n, false, true); }},
    {"irqind", "the same on one CPU, and the handler reads another word: 1",
     [](Builder& program, unsigned n) { interrupted(program, n, true, false); }},
    {"irqmask", "N pairs of writes with interrupts off, a handler that reads: N+1", irqmask},
    {"irqnest", "N writes, a handler that reads twice, one above it that writes: (N+1)(N+3)",
     irqnest},
};

}  // namespace

std::span<const Entry> library() {
  return entries;
}

const Entry* find(std::string_view name) {
  for (const Entry& entry : entries) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

}  // namespace faultline::explore::litmus

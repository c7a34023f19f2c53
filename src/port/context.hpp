// SPDX-License-Identifier: Apache-2.0
//
// What kind of code is running. The backend defines, in namespace port:
//   in_hard_interrupt() -> bool   in the hard half of an interrupt or a timer.
//   may_sleep(const char* what)   states that the caller may block here; the simulator reports a
//   violation when it may not
//                                 (hard interrupt, spin lock held, preemption off), others check
//                                 what they can.
//   class NoPreemption            while one lives, no other thread runs on this CPU (interrupts
//   still do). Never sleep inside. relax()                       inside a short spin: lets others
//   go on.
#pragma once
#include <port_backend/context.hpp>

// SPDX-License-Identifier: Apache-2.0
//
// Clang's thread-safety attributes, so that `-Wthread-safety` proves which lock guards what.
// Compilers that lack them see nothing; this is the one place where the compiler is asked.
#pragma once

#if defined(__clang__)
#define FL_ATTRIBUTE(x) __attribute__((x))
#else
#define FL_ATTRIBUTE(x)
#endif

#define FL_CAPABILITY(name) FL_ATTRIBUTE(capability(name))  // a class that is a lock
#define FL_SCOPED_CAPABILITY FL_ATTRIBUTE(scoped_lockable)  // a class that holds one while it lives
#define FL_GUARDED_BY(lock) FL_ATTRIBUTE(guarded_by(lock))  // a member that needs `lock`
#define FL_ACQUIRE(...) FL_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define FL_TRY_ACQUIRE(...) FL_ATTRIBUTE(try_acquire_capability(__VA_ARGS__))
#define FL_RELEASE(...) FL_ATTRIBUTE(release_capability(__VA_ARGS__))
#define FL_REQUIRES(...) FL_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define FL_EXCLUDES(...) FL_ATTRIBUTE(locks_excluded(__VA_ARGS__))
#define FL_NO_THREAD_SAFETY_ANALYSIS FL_ATTRIBUTE(no_thread_safety_analysis)  // say why beside it

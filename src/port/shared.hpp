// SPDX-License-Identifier: Apache-2.0
//
// A plain field that two contexts touch under a protocol that is not a lock around it. On a machine
// it is a plain field; the simulator reports each access, so that a data race on it is seen. The
// backend defines Shared<T>: get(), set(v); T trivially copyable.
#pragma once
#include <port_backend/shared.hpp>

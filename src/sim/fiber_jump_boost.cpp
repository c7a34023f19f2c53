// SPDX-License-Identifier: Apache-2.0
//
// Boost.Context's switch, by another name.
#include <boost/context/detail/fcontext.hpp>

#include "sim/fiber_jump.hpp"

namespace faultline::sim {

namespace context = boost::context::detail;

void* prepare_stack(void* top, std::size_t bytes) {
  return context::make_fcontext(
      top, bytes, [](context::transfer_t first) { fiber_begins({first.fctx, first.data}); });
}

Arrival jump(void* to, void* data) {
  const context::transfer_t back = context::jump_fcontext(to, data);
  return {back.fctx, back.data};
}

}  // namespace faultline::sim

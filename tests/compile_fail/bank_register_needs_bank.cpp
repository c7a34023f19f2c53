// SPDX-License-Identifier: Apache-2.0
// expect: no matching
// The offset of a context bank's register needs the bank, and a bank is not a number.
#include "spec/cb.hpp"
#include "spec/layout.hpp"

namespace faultline {

std::uint32_t offset(const spec::PageLayout& pages) {
#ifdef FAULTLINE_MUST_NOT_COMPILE
  return pages.offset_of<spec::cb::FSR>(5);
#else
  return pages.offset_of<spec::cb::FSR>(BankIndex(5));
#endif
}

}  // namespace faultline

// SPDX-License-Identifier: Apache-2.0
// expect: check_failed
// A constant that does not fit its field is refused.
#include "reg/value.hpp"
#include "spec/cb.hpp"

namespace faultline {

using spec::cb::FSYNR0;

#ifdef FAULTLINE_MUST_NOT_COMPILE
inline constexpr auto level = reg::Value<FSYNR0>{}.with<FSYNR0::PLVL>(4);
#else
inline constexpr auto level = reg::Value<FSYNR0>{}.with<FSYNR0::PLVL>(3);
#endif

}  // namespace faultline

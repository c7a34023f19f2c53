// SPDX-License-Identifier: Apache-2.0
//
// Which entries an invalidation is for.
#include "model/tlb_maintenance.hpp"

namespace faultline::model {
namespace {

bool regime_matches(Invalidate::Regime regime, TlbTag tag) {
  if (regime == Invalidate::Regime::every) return true;
  return tag.is_hyp() == (regime == Invalidate::Regime::hyp);
}

bool scope_matches(Invalidate::Scope scope, TlbTag tag) {
  if (scope == Invalidate::Scope::both) return true;
  return tag.is_stage2() == (scope == Invalidate::Scope::stage2);
}

}  // namespace

bool Invalidate::names(TlbTag tag) const {
  if (!regime_matches(regime, tag) || !scope_matches(scope, tag)) return false;
  // Hyp entries belong to no virtual machine and no process.
  if (tag.is_hyp()) return true;
  if (!any_vmid && tag.vmid() != vmid) return false;
  if (any_asid || tag.is_stage2()) return true;
  return tag.is_global() ? !keeps_global : tag.asid() == asid;
}

bool Invalidate::names(const TlbEntry& entry) const {
  return names(entry.tag) && (any_address || entry.covers(address));
}

bool Invalidate::names(const WalkEntry& entry) const {
  return !last_level_only && names(entry.tag) && (any_address || entry.covers(address));
}

}  // namespace faultline::model

// SPDX-License-Identifier: Apache-2.0
//
// Compatible lists as boards have them, and the kind each means.
#include "fdt/smmu_kind.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace faultline::fdt {
namespace {

using Names = std::vector<std::string_view>;

TEST(SmmuKind, FollowsTheMostSpecificName) {
  using enum SmmuKind;
  EXPECT_EQ(classify(Names{"arm,smmu-v1"}), smmu_v1);
  EXPECT_EQ(classify(Names{"arm,smmu-v2"}), smmu_v2);
  EXPECT_EQ(classify(Names{"arm,mmu-400", "arm,smmu-v1"}), mmu400);
  EXPECT_EQ(classify(Names{"arm,mmu-401", "arm,smmu-v1"}), mmu401);
  EXPECT_EQ(classify(Names{"arm,mmu-500"}), mmu500);
  EXPECT_EQ(classify(Names{"arm,mmu-500", "arm,smmu-v2"}), mmu500);
  EXPECT_EQ(classify(Names{"cavium,smmu-v2"}), cavium);
  EXPECT_EQ(classify(Names{"marvell,ap806-smmu-500", "arm,mmu-500"}), marvell);
  EXPECT_EQ(classify(Names{"nvidia,tegra194-smmu", "nvidia,smmu-500"}), nvidia);
  EXPECT_EQ(classify(Names{"qcom,msm8996-smmu-v2", "qcom,smmu-v2"}), qcom_smmu_v2);
  EXPECT_EQ(classify(Names{"qcom,sdm845-smmu-500", "arm,mmu-500"}), qcom_smmu_500);
  EXPECT_EQ(classify(Names{"qcom,sm8550-smmu-500", "qcom,smmu-500", "arm,mmu-500"}), qcom_smmu_500);
}

TEST(SmmuKind, TellsAdrenoOfBothFlavours) {
  using enum SmmuKind;
  EXPECT_EQ(classify(Names{"qcom,sc7180-smmu-v2", "qcom,adreno-smmu", "qcom,smmu-v2"}),
            adreno_smmu_v2);
  EXPECT_EQ(classify(Names{"qcom,sm8250-smmu-500", "qcom,adreno-smmu", "arm,mmu-500"}),
            adreno_smmu_500);
  EXPECT_TRUE(is_adreno(adreno_smmu_v2));
  EXPECT_TRUE(is_adreno(adreno_smmu_500));
  EXPECT_FALSE(is_adreno(qcom_smmu_500));
}

TEST(SmmuKind, IsNoneForOtherIommus) {
  EXPECT_EQ(classify(Names{}), std::nullopt);
  EXPECT_EQ(classify(Names{"arm,smmu-v3"}), std::nullopt);
  EXPECT_EQ(classify(Names{"nvidia,tegra210-smmu"}), std::nullopt);
  EXPECT_EQ(classify(Names{"qcom,msm8916-iommu", "qcom,msm-iommu-v1"}), std::nullopt);
  EXPECT_EQ(classify(Names{"rockchip,iommu"}), std::nullopt);
  EXPECT_EQ(classify(Names{"qcom,adreno-smmu"}), std::nullopt);
}

TEST(SmmuKind, HasANameOfItsOwnEach) {
  std::set<std::string_view> names;
  for (int kind = 0; kind <= static_cast<int>(SmmuKind::adreno_smmu_500); ++kind) {
    names.insert(name_of(static_cast<SmmuKind>(kind)));
  }
  EXPECT_EQ(names.size(), 12u);
  EXPECT_FALSE(names.contains("unknown"));
}

TEST(SmmuKind, KnowsTheFirstVersion) {
  using enum SmmuKind;
  EXPECT_TRUE(is_version_1(smmu_v1) && is_version_1(mmu400) && is_version_1(mmu401));
  EXPECT_FALSE(is_version_1(smmu_v2) || is_version_1(mmu500) || is_version_1(adreno_smmu_v2));
}

}  // namespace
}  // namespace faultline::fdt

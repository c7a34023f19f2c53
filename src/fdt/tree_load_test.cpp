// SPDX-License-Identifier: Apache-2.0
//
// What Tree::load refuses, and how it says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libfdt.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "fdt/test_trees.hpp"
#include "fdt/test_writer.hpp"

namespace faultline::fdt {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Blob minimal() {
  return test_blob("boards/minimal");
}

std::string refusal(const Blob& blob) {
  const auto tree = Tree::load(blob);
  return tree ? "accepted" : tree.error().text();
}

void put(Blob& blob, std::size_t offset, std::uint32_t value) {
  const fdt32_t word = cpu_to_fdt32(value);
  std::memcpy(blob.data() + offset, &word, sizeof word);
}

// Where the structure block of a blob starts, and the offset of the first `tag` in it that `nth`
// others come before.
std::size_t structure(const Blob& blob) {
  return static_cast<std::size_t>(fdt_off_dt_struct(blob.data()));
}
std::size_t find_tag(const Blob& blob, std::uint32_t tag, int nth) {
  int offset = 0;
  int next = 0;
  for (;;) {
    const std::uint32_t found = fdt_next_tag(blob.data(), offset, &next);
    if (found == tag && nth-- == 0) return structure(blob) + static_cast<std::size_t>(offset);
    if (next < 0 || found == FDT_END) return 0;
    offset = next;
  }
}

TEST(TreeLoad, AcceptsTheBoards) {
  EXPECT_EQ(refusal(test_blob("boards/minimal")), "accepted");
  EXPECT_EQ(refusal(test_blob("boards/snapdragon")), "accepted");
}

TEST(TreeLoad, ReadsABlobThatIsNotAligned) {
  const Blob blob = minimal();
  Blob shifted(blob.size() + 1);
  std::ranges::copy(blob, shifted.begin() + 1);
  EXPECT_TRUE(Tree::load(std::span(shifted).subspan(1)).has_value());
}

TEST(TreeLoad, IgnoresBytesBehindTheEnd) {
  Blob blob = minimal();
  const std::size_t size = blob.size();
  blob.resize(size + 100, 0xff);
  const auto tree = Tree::load(blob);
  ASSERT_TRUE(tree.has_value());
  EXPECT_EQ(tree->blob().size(), size);
}

TEST(TreeLoad, RefusesNothingAtAll) {
  EXPECT_EQ(refusal({}), "blob: is 0 bytes long, less than its header; a blob has at least 36");
}

TEST(TreeLoad, RefusesAnotherMagicNumber) {
  Blob blob = minimal();
  std::memcpy(blob.data(), "/dts", 4);
  EXPECT_EQ(refusal(blob),
            "blob: starts with 0x2f647473, so it is no device tree blob; one starts with "
            "0xd00dfeed; compile source text with dtc");
}

TEST(TreeLoad, RefusesATruncatedBlob) {
  Blob blob = minimal();
  const std::size_t size = blob.size();
  blob.resize(100);
  EXPECT_EQ(refusal(blob), "blob: says it is " + std::to_string(size) +
                               " bytes long, but ends after 100; copy the whole file again");
}

TEST(TreeLoad, RefusesEveryTruncation) {
  const Blob blob = minimal();
  for (std::size_t size = 0; size < blob.size(); ++size) {
    EXPECT_FALSE(Tree::load(std::span(blob).first(size)).has_value()) << size;
  }
}

TEST(TreeLoad, RefusesOldVersions) {
  Blob blob = minimal();
  put(blob, 20, 3);
  put(blob, 24, 3);
  EXPECT_EQ(refusal(blob),
            "blob: has version 3; versions 16 and 17 are read; compile it again with dtc");
}

TEST(TreeLoad, RefusesABlobBeyondTheLimit) {
  Blob blob = minimal();
  blob.resize(Limits::blob_bytes + 1);
  EXPECT_EQ(refusal(blob), "blob: is 2097153 bytes long; at most 2097152 are read");
  blob.resize(Limits::blob_bytes);
  EXPECT_EQ(refusal(blob), "accepted");
}

TEST(TreeLoad, RefusesBlocksOutsideOfTheBlob) {
  Blob blob = minimal();
  put(blob, 8, 0x7fffffff);  // off_dt_struct
  EXPECT_THAT(refusal(blob), StartsWith("blob: has a header that libfdt refuses: "));
}

TEST(TreeLoad, RefusesAStructureThatIsNotAligned) {
  Blob blob = minimal();
  put(blob, 8, static_cast<std::uint32_t>(structure(blob) + 1));
  EXPECT_EQ(
      refusal(blob),
      "blob: has a structure block that is not aligned to 4 bytes; compile it again with dtc");
}

TEST(TreeLoad, RefusesMemoryReservationsWithoutAnEnd) {
  Blob blob = minimal();
  put(blob, 16, static_cast<std::uint32_t>(blob.size() / 8 * 8 - 16));  // off_mem_rsvmap
  EXPECT_THAT(refusal(blob), StartsWith("blob: is refused by libfdt: "));
}

TEST(TreeLoad, NamesThePropertyThatIsTooLong) {
  Blob blob = Writer().begin("").begin("soc").cells("reg", {1}).end().end().finish();
  put(blob, find_tag(blob, FDT_PROP, 0) + 4, 0xfffffff0);
  EXPECT_THAT(refusal(blob),
              StartsWith("/soc: reg: says it is 4294967280 bytes long, but the blob ends after "));
}

// Its length leads back to where it begins.
TEST(TreeLoad, DoesNotGoAroundForEver) {
  for (const std::uint32_t length : {0xffff'fff1u, 0xffff'fff4u, 0xffff'ffe0u}) {
    Blob blob = Writer().begin("").begin("soc").cells("reg", {1}).end().end().finish();
    put(blob, find_tag(blob, FDT_PROP, 0) + 4, length);
    EXPECT_THAT(refusal(blob), StartsWith("/soc: reg: says it is 4294967")) << length;
  }
}

TEST(TreeLoad, NamesTheNodeOfAPropertyWithoutAName) {
  Blob blob = Writer().begin("").begin("soc").cells("reg", {1}).end().end().finish();
  put(blob, find_tag(blob, FDT_PROP, 0) + 8, 0x7fffffff);
  EXPECT_EQ(refusal(blob),
            "/soc: the name of a property lies outside of the blob; compile it again with dtc");
}

TEST(TreeLoad, RefusesAPropertyBehindANode) {
  Blob late = Writer().begin("").begin("soc").end().cells("reg", {1}).end().finish();
  EXPECT_EQ(refusal(late), "/: reg: comes after a node inside its node; compile it again with dtc");
}

TEST(TreeLoad, RefusesATreeThatEndsInsideANode) {
  Blob blob = Writer().begin("").begin("soc").end().end().finish();
  put(blob, find_tag(blob, FDT_END_NODE, 1), FDT_NOP);
  EXPECT_EQ(refusal(blob), "/: the tree ends inside this node; compile it again with dtc");
}

TEST(TreeLoad, RefusesASecondRoot) {
  const Blob blob = Writer().begin("").end().begin("").end().finish();
  EXPECT_EQ(refusal(blob), "blob: a second root node begins; compile it again with dtc");
}

TEST(TreeLoad, RefusesUnknownTags) {
  Blob blob = Writer().begin("").begin("soc").end().end().finish();
  put(blob, find_tag(blob, FDT_END_NODE, 0), 0x77);
  EXPECT_THAT(refusal(blob), StartsWith("/soc: the blob cannot be read on from here: "));
}

TEST(TreeLoad, RefusesNamesThatCouldNotBePrinted) {
  EXPECT_THAT(refusal(Writer().begin("").begin("a\nb").end().end().finish()),
              StartsWith("/: the name of a node inside holds a character"));
  EXPECT_THAT(refusal(Writer().begin("").begin("a/b").end().end().finish()),
              StartsWith("/: the name of a node inside holds a character"));
  EXPECT_THAT(refusal(Writer().begin("").begin("a").cells("x\x1b", {0}).end().end().finish()),
              StartsWith("/a: the name of a property holds a character"));
}

TEST(TreeLoad, RefusesDeepTrees) {
  const auto nested = [](unsigned depth) {
    Writer writer;
    writer.begin("");
    for (unsigned i = 1; i < depth; ++i) writer.begin("n");
    for (unsigned i = 0; i < depth; ++i) writer.end();
    return writer.finish();
  };
  EXPECT_EQ(refusal(nested(Limits::depth)), "accepted");
  EXPECT_THAT(refusal(nested(Limits::depth + 1)),
              HasSubstr("/n/n: holds nodes more than 64 levels deep; at most 64 are read"));
}

TEST(TreeLoad, RefusesLongPaths) {
  const auto named = [](std::size_t length) {
    return Writer().begin("").begin(std::string(length - 1, 'n')).end().end().finish();
  };
  EXPECT_EQ(refusal(named(Limits::path_characters)), "accepted");
  EXPECT_EQ(refusal(named(Limits::path_characters + 1)),
            "/: a path inside is 513 characters long; at most 512 are read");
}

TEST(TreeLoad, NamesAFileThatIsNotThere) {
  const auto tree = Tree::load_file("/nowhere/board.dtb");
  ASSERT_FALSE(tree.has_value());
  EXPECT_EQ(tree.error().fault, Fault::cannot_read);
  EXPECT_EQ(tree.error().text(),
            "/nowhere/board.dtb: cannot be read: No such file or directory; name a .dtb file that "
            "can be read");
}

TEST(TreeLoad, NamesADirectory) {
  const auto tree = Tree::load_file(std::filesystem::temp_directory_path().string());
  ASSERT_FALSE(tree.has_value());
  EXPECT_THAT(tree.error().text(), HasSubstr("cannot be read: Is a directory"));
}

}  // namespace
}  // namespace faultline::fdt

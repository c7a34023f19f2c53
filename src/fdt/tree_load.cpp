// SPDX-License-Identifier: Apache-2.0
//
// Loading a blob: the header first, then the bytes are kept, indexed and, last, checked once more
// as a whole by libfdt.
#include <libfdt.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "fdt/tree.hpp"
#include "fdt/tree_index.hpp"

namespace faultline::fdt {
namespace {

constexpr int oldest_version = 16;  // older blobs spell node names as whole paths

std::unexpected<ParseError> refuse(Fault fault, std::string message, std::string remedy) {
  return base::error(ParseError{.fault = fault,
                                .node = "blob",
                                .property = "",
                                .message = std::move(message),
                                .remedy = std::move(remedy)});
}

// Errors of Tree::load that show before the structure is looked at.
Result<void, ParseError> check_header(std::span<const std::uint8_t> blob) {
  if (blob.size() > Limits::blob_bytes) {
    return refuse(Fault::too_large, "is " + counted(blob.size(), "byte") + " long",
                  "at most " + std::to_string(Limits::blob_bytes) + " are read");
  }
  if (blob.size() < FDT_V16_SIZE) {
    return refuse(Fault::truncated,
                  "is " + counted(blob.size(), "byte") + " long, less than its header",
                  "a blob has at least " + std::to_string(FDT_V16_SIZE));
  }
  const auto magic = fdt_magic(blob.data());
  if (magic != FDT_MAGIC) {
    return refuse(Fault::not_a_tree, "starts with " + hex(magic) + ", so it is no device tree blob",
                  "one starts with 0xd00dfeed; compile source text with dtc");
  }
  const auto size = fdt_totalsize(blob.data());
  if (size > blob.size()) {
    return refuse(Fault::truncated,
                  "says it is " + counted(size, "byte") + " long, but ends after " +
                      std::to_string(blob.size()),
                  "copy the whole file again");
  }
  const auto version = fdt_version(blob.data());
  if (version < oldest_version || fdt_check_header(blob.data()) == -FDT_ERR_BADVERSION) {
    return refuse(Fault::not_a_tree, "has version " + std::to_string(version),
                  "versions 16 and 17 are read; compile it again with dtc");
  }
  if (const int error = fdt_check_header(blob.data()); error != 0) {
    return refuse(Fault::damaged,
                  std::string("has a header that libfdt refuses: ") + fdt_strerror(error),
                  "compile it again with dtc");
  }
  if (fdt_off_dt_struct(blob.data()) % 4 != 0) {
    return refuse(Fault::damaged, "has a structure block that is not aligned to 4 bytes",
                  "compile it again with dtc");
  }
  return {};
}

}  // namespace

Result<Tree, ParseError> Tree::load(std::span<const std::uint8_t> blob) {
  // libfdt wants its blob aligned to eight bytes, so the header too is looked at in a copy of our
  // own.
  const std::size_t kept = std::min(blob.size(), Limits::blob_bytes + 1);
  auto index = std::make_unique<TreeIndex>();
  index->blob.assign(blob.begin(), blob.begin() + static_cast<std::ptrdiff_t>(kept));
  FL_TRY(check_header(index->blob));
  index->blob.resize(fdt_totalsize(index->blob.data()));
  FL_TRY(build_index(*index));
  if (const int error = fdt_check_full(index->blob.data(), index->blob.size()); error != 0) {
    return refuse(Fault::damaged, std::string("is refused by libfdt: ") + fdt_strerror(error),
                  "compile it again with dtc");
  }
  return Tree(std::move(index));
}

Result<Tree, ParseError> Tree::load_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::vector<std::uint8_t> bytes(Limits::blob_bytes + 1);
  std::size_t count = 0;
  if (file) {
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    count = static_cast<std::size_t>(file.gcount());
  }
  if (!file.is_open() || file.bad() || (count == 0 && errno != 0)) {
    return base::error(ParseError{.fault = Fault::cannot_read,
                                  .node = path,
                                  .property = "",
                                  .message = std::string("cannot be read: ") + std::strerror(errno),
                                  .remedy = "name a .dtb file that can be read"});
  }
  bytes.resize(count);
  return load(bytes);
}

}  // namespace faultline::fdt

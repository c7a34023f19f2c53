// SPDX-License-Identifier: Apache-2.0
//
// One walk over the tags of a blob builds the index, and says where the blob goes wrong if it does.
// libfdt bounds every access.
#include "fdt/tree_index.hpp"

#include <libfdt.h>

#include <algorithm>

namespace faultline::fdt {
namespace {

constexpr std::string_view compile_again = "compile it again with dtc";

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

bool says_okay(std::span<const std::uint8_t> value) {
  const std::string_view text(reinterpret_cast<const char*>(value.data()), value.size());
  return text == std::string_view("okay\0", 5) || text == std::string_view("ok\0", 3);
}

class Walk {
 public:
  explicit Walk(TreeIndex& index) : index_(index), blob_(index.blob.data()) {}

  Result<void, ParseError> run() {
    int offset = 0;
    while (!finished_) {
      int next = 0;
      const std::uint32_t tag = fdt_next_tag(blob_, offset, &next);
      if (next < 0) return cannot_go_on(offset, next);
      // A property that is nearly 4 GiB long leads libfdt backwards, and so around for ever.
      if (next <= offset) return cannot_go_on(offset, -FDT_ERR_BADSTRUCTURE);
      FL_TRY(take(tag, offset));
      offset = next;
    }
    return {};
  }

 private:
  Result<void, ParseError> take(std::uint32_t tag, int offset) {
    switch (tag) {
      case FDT_BEGIN_NODE: return begin_node(offset);
      case FDT_PROP: return add_property(offset);
      case FDT_END_NODE: return end_node();
      case FDT_END: return end();
      default: return {};  // FDT_NOP
    }
  }

  Result<void, ParseError> begin_node(int offset) {
    const bool is_root = index_.nodes.empty();
    if (open_.empty() && !is_root) return damaged("", "a second root node begins");
    // The walk has gone over the name already, so its terminator is inside the blob.
    const auto* header = static_cast<const char*>(fdt_offset_ptr(blob_, offset, FDT_TAGSIZE));
    const std::string_view name(header + FDT_TAGSIZE);
    if (is_root != name.empty()) {
      return damaged("", is_root ? "the root node has a name" : "a node inside has no name");
    }
    if (name.contains('/') || !is_printable(name)) {
      return damaged("", "the name of a node inside holds a character that is not allowed");
    }
    return push(name);
  }

  Result<void, ParseError> push(std::string_view name) {
    const std::uint32_t parent = open_.empty() ? 0 : open_.back();
    NodeRecord node{.name = name, .parent = parent};
    if (!index_.nodes.empty()) {
      const std::size_t length = index_.nodes[parent].path_characters + 1 + name.size();
      if (length > Limits::path_characters) {
        return too_large("a path inside is " + counted(length, "character") + " long",
                         Limits::path_characters);
      }
      node.path_characters = static_cast<std::uint32_t>(length);
      node.enabled = index_.nodes[parent].enabled;
    }
    if (open_.size() == Limits::depth) {
      return too_large("holds nodes more than " + counted(Limits::depth, "level") + " deep",
                       Limits::depth);
    }
    node.first_property = static_cast<std::uint32_t>(index_.properties.size());
    open_.push_back(static_cast<std::uint32_t>(index_.nodes.size()));
    index_.nodes.push_back(node);
    return {};
  }

  Result<void, ParseError> add_property(int offset) {
    if (open_.empty()) return damaged("", "a property stands outside of every node");
    const char* text = nullptr;
    int length = 0;
    const auto* value =
        static_cast<const std::uint8_t*>(fdt_getprop_by_offset(blob_, offset, &text, &length));
    if (value == nullptr) return damaged("", "the name of a property lies outside of the blob");
    const std::string_view name(text);
    if (name.empty() || !is_printable(name)) {
      return damaged("", "the name of a property holds a character that is not allowed");
    }
    if (open_.back() + 1 != index_.nodes.size()) {
      return damaged(name, "comes after a node inside its node");
    }
    NodeRecord& node = index_.nodes[open_.back()];
    ++node.property_count;
    index_.properties.push_back({name, {value, static_cast<std::size_t>(length)}});
    note(name, index_.properties.back().value, node);
    return {};
  }

  // What the index keeps apart from the property itself.
  void note(std::string_view name, std::span<const std::uint8_t> value, NodeRecord& node) {
    if (name == "status" && !says_okay(value)) node.enabled = false;
    if ((name == "phandle" || name == "linux,phandle") && value.size() == sizeof(fdt32_t)) {
      const std::uint32_t phandle = fdt32_ld(reinterpret_cast<const fdt32_t*>(value.data()));
      if (phandle != 0 && phandle != ~0u) index_.phandles.emplace_back(phandle, open_.back());
    }
  }

  Result<void, ParseError> end_node() {
    if (open_.empty()) return damaged("", "a node ends that never began");
    open_.pop_back();
    return {};
  }

  Result<void, ParseError> end() {
    if (!open_.empty()) return damaged("", "the tree ends inside this node");
    if (index_.nodes.empty()) return damaged("", "there is no root node");
    finished_ = true;
    return {};
  }

  // libfdt could not step over the tag at `offset`: says why if the tag is a property.
  std::unexpected<ParseError> cannot_go_on(int offset, int error) {
    const auto* property = static_cast<const struct fdt_property*>(
        fdt_offset_ptr(blob_, offset, sizeof(struct fdt_property)));
    if (property != nullptr && fdt32_ld(&property->tag) == FDT_PROP) {
      const char* name = fdt_string(blob_, static_cast<int>(fdt32_ld(&property->nameoff)));
      const std::size_t left =
          index_.blob.size() - fdt_off_dt_struct(blob_) - static_cast<std::size_t>(offset);
      return damaged(name != nullptr && is_printable(name) ? name : "?",
                     "says it is " + counted(fdt32_ld(&property->len), "byte") +
                         " long, but the blob ends after " + std::to_string(left));
    }
    return damaged("", std::string("the blob cannot be read on from here: ") + fdt_strerror(error));
  }

  std::unexpected<ParseError> fail(Fault fault, std::string_view property, std::string message,
                                   std::string remedy) {
    const std::string node = open_.empty() ? "blob" : index_.path(open_.back());
    return base::error(ParseError{.fault = fault,
                                  .node = node,
                                  .property = std::string(property),
                                  .message = std::move(message),
                                  .remedy = std::move(remedy)});
  }
  std::unexpected<ParseError> damaged(std::string_view property, std::string message) {
    return fail(Fault::damaged, property, std::move(message), std::string(compile_again));
  }
  std::unexpected<ParseError> too_large(std::string message, std::size_t limit) {
    return fail(Fault::too_large, "", std::move(message),
                "at most " + std::to_string(limit) + " are read");
  }

  TreeIndex& index_;
  const std::uint8_t* blob_;
  std::vector<std::uint32_t> open_;  // the nodes around the current place
  bool finished_ = false;
};

void sort_properties(TreeIndex& index) {
  for (const NodeRecord& node : index.nodes) {
    const auto own = std::span(index.properties).subspan(node.first_property, node.property_count);
    // Of one name, the one that comes first in the blob stays first.
    std::ranges::sort(own, {}, [](const Property& property) {
      return std::pair(property.name, property.value.data());
    });
  }
}

// Keeps the first node of each phandle. A node that names its phandle twice is no repeater.
void sort_phandles(TreeIndex& index) {
  auto& all = index.phandles;
  std::ranges::sort(all);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (kept == 0 || all[kept - 1].first != all[i].first) {
      all[kept++] = all[i];
    } else if (all[kept - 1].second != all[i].second) {
      index.phandle_repeaters.push_back(all[i].second);
    }
  }
  all.resize(kept);
}

}  // namespace

Result<void, ParseError> build_index(TreeIndex& index) {
  FL_TRY(Walk(index).run());
  sort_properties(index);
  sort_phandles(index);
  return {};
}

}  // namespace faultline::fdt

// SPDX-License-Identifier: Apache-2.0
//
// Looks for the note in the loaded program. elf(5), dl_iterate_phdr(3).
#include "explore/build_id.hpp"

#include <elf.h>
#include <link.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>

namespace faultline::explore {

namespace {

std::string hexadecimal(std::span<const unsigned char> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

constexpr std::size_t padded(std::size_t size, std::size_t to) {
  return (size + to - 1) / to * to;
}

std::string find(std::span<const unsigned char> notes, std::size_t alignment) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) note;
    std::memcpy(&note, notes.data(), sizeof note);
    const std::size_t content = padded(sizeof note + note.n_namesz, alignment);
    const std::size_t size = padded(content + note.n_descsz, alignment);
    if (content + note.n_descsz > notes.size()) break;
    const bool gnu = note.n_namesz == 4 && std::memcmp(&notes[sizeof note], "GNU", 4) == 0;
    if (gnu && note.n_type == NT_GNU_BUILD_ID) {
      return hexadecimal(notes.subspan(content, note.n_descsz));
    }
    notes = notes.subspan(std::min(size, notes.size()));
  }
  return {};
}

}  // namespace

std::string build_id() {
  std::string found;
  dl_iterate_phdr(
      [](dl_phdr_info* object, std::size_t, void* text) {
        for (std::size_t i = 0; i < object->dlpi_phnum; ++i) {
          const ElfW(Phdr)& part = object->dlpi_phdr[i];
          if (part.p_type != PT_NOTE) continue;
          const auto* start =
              reinterpret_cast<const unsigned char*>(object->dlpi_addr + part.p_vaddr);
          auto& id = *static_cast<std::string*>(text);
          id = find({start, part.p_memsz}, part.p_align == 8 ? 8 : 4);
          if (!id.empty()) break;
        }
        return 1;  // the program itself comes first, and no library matters
      },
      &found);
  return found;
}

}  // namespace faultline::explore

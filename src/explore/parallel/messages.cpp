// SPDX-License-Identifier: Apache-2.0
//
// Orders and slices as lines.
#include "explore/parallel/messages.hpp"

#include <limits>

#include "explore/parallel/strand_text.hpp"

namespace faultline::explore {

namespace {

constexpr LineReader::Words order_words = {"faultline-order 1", "faultline explore",
                                           "send it again"};
constexpr LineReader::Words slice_words = {"faultline-slice 1", "faultline explore",
                                           "send it again"};
constexpr std::uint64_t any_number = std::numeric_limits<std::uint64_t>::max();

// Puts the way to its base in front of a strand that was read.
void complete(Strand& strand, std::vector<Sleeper> way) {
  strand.base = way.size();
  way.insert(way.end(), strand.way.begin(), strand.way.end());
  strand.way = std::move(way);
  if (strand.seen > strand.way.size()) throw Mistake{"more steps are seen than there are"};
}

void write(std::string& text, const Wake& wake) {
  text += "wake " + std::to_string(wake.event);
  for (const Sleeper& step : wake.sequence) {
    text += ' ';
    write(text, step);
  }
  text += '\n';
}

Wake read_wake(LineReader& reader, std::size_t base) {
  Wake wake;
  reader.keyword("wake");
  wake.event = reader.number("the number of steps", text_depth_at_most);
  if (wake.event >= base) throw Mistake{"that place is the strand's own"};
  while (reader.skip(' ')) wake.sequence.push_back(read_step(reader));
  reader.line_ends();
  return wake;
}

void write(std::string& text, const Left& left) {
  Place place;
  place.open = left.open;
  place.sleepers = left.sleepers;
  text += "left " + std::to_string(left.way.size());
  for (const Sleeper& step : left.way) {
    text += ' ';
    write(text, step);
  }
  text += '\n';
  write(text, place);
}

Left read_left(LineReader& reader) {
  Left left;
  reader.keyword("left");
  const std::size_t steps = reader.number("the number of steps", text_depth_at_most);
  for (std::size_t i = 0; i < steps; ++i) {
    reader.space("a step");
    left.way.push_back(read_step(reader));
  }
  reader.line_ends();
  Place place = read_place(reader);
  left.sleepers = std::move(place.sleepers);
  left.open = place.open;
  return left;
}

Order whole_order(LineReader& reader) {
  Order order;
  reader.first();
  reader.keyword("limits");
  order.milliseconds = reader.number("the time", any_number);
  reader.space("a number");
  order.executions = reader.number("the number of executions", any_number);
  reader.line_ends();
  std::vector<Sleeper> way;
  while (reader.follows("place")) {
    order.task.before.push_back(read_place(reader));
    reader.keyword("taken");
    way.push_back(read_step(reader));
    reader.line_ends();
  }
  order.task.strand = read_strand(reader);
  complete(order.task.strand, std::move(way));
  reader.file_ends("the strand");
  return order;
}

Slice whole_slice(LineReader& reader, const Strand& handed) {
  Slice slice;
  reader.first();
  if (reader.follows("trouble")) {
    reader.keyword("trouble");
    slice.trouble = reader.quoted_text("the trouble");
    return slice;
  }
  slice.counts = read_counts(reader);
  slice.classes = read_classes(reader);
  slice.deadlock = read_deadlock(reader);
  while (reader.follows("wake")) slice.wakes.push_back(read_wake(reader, handed.base));
  while (reader.follows("want")) {
    slice.wants.push_back(read_want(reader));
    if (slice.wants.back().event >= handed.base) throw Mistake{"that place is the strand's own"};
  }
  while (reader.follows("left")) slice.open.push_back(read_left(reader));
  if (reader.follows("strand")) {
    slice.left = read_strand(reader);
    const auto base = static_cast<std::ptrdiff_t>(handed.base);
    complete(*slice.left, {handed.way.begin(), handed.way.begin() + base});
  } else {
    reader.lone("ended");
  }
  reader.file_ends("the slice");
  return slice;
}

}  // namespace

std::string text(const Order& order) {
  std::string text = std::string(order_words.first_line) + "\nlimits " +
                     std::to_string(order.milliseconds) + " " + std::to_string(order.executions) +
                     "\n";
  for (std::size_t i = 0; i < order.task.before.size(); ++i) {
    write(text, order.task.before[i]);
    text += "taken ";
    write(text, order.task.strand.way[i]);
    text += '\n';
  }
  write(text, order.task.strand);
  return text;
}

std::string text(const Slice& slice) {
  std::string text = std::string(slice_words.first_line) + "\n";
  if (!slice.trouble.empty()) return text + "trouble " + quoted(slice.trouble) + "\n";
  write(text, slice.counts);
  write(text, slice.classes);
  write(text, slice.deadlock);
  for (const Wake& wake : slice.wakes) write(text, wake);
  for (const Want& want : slice.wants) write(text, want);
  for (const Left& left : slice.open) write(text, left);
  if (slice.left) {
    write(text, *slice.left);
  } else {
    text += "ended\n";
  }
  return text;
}

Result<Order, std::string> parse_order(std::string_view text) {
  LineReader reader(text, order_words);
  try {
    return whole_order(reader);
  } catch (const Mistake& mistake) {
    return std::unexpected(std::to_string(reader.line()) + ": " + mistake.message);
  }
}

Result<Slice, std::string> parse_slice(std::string_view text, const Strand& handed) {
  LineReader reader(text, slice_words);
  try {
    return whole_slice(reader, handed);
  } catch (const Mistake& mistake) {
    return std::unexpected(std::to_string(reader.line()) + ": " + mistake.message);
  }
}

}  // namespace faultline::explore

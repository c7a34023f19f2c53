// SPDX-License-Identifier: Apache-2.0
//
// A singly linked list of nodes that their owners keep: timers, waiters, shared interrupt actions.
// No allocation, so adding never fails. A node type has a member `T* next` and is in at most one
// list.
#pragma once

namespace faultline::base {

template <typename T>
class IntrusiveList {
 public:
  class Iterator {
   public:
    explicit constexpr Iterator(T* at) : at_(at) {}
    constexpr T& operator*() const { return *at_; }
    constexpr Iterator& operator++() {
      at_ = at_->next;
      return *this;
    }
    constexpr bool operator==(const Iterator&) const = default;

   private:
    T* at_;
  };

  [[nodiscard]] constexpr bool empty() const { return first_ == nullptr; }
  [[nodiscard]] constexpr T* front() const { return first_; }
  constexpr Iterator begin() const { return Iterator(first_); }
  constexpr Iterator end() const { return Iterator(nullptr); }

  constexpr void push_back(T& node) {
    T** place = &first_;
    while (*place) place = &(*place)->next;
    *place = &node;
    node.next = nullptr;
  }
  constexpr void push_front(T& node) {
    node.next = first_;
    first_ = &node;
  }
  // Null when empty.
  constexpr T* pop_front() {
    T* node = first_;
    if (node) first_ = node->next;
    return node;
  }
  // False when `node` is not in this list.
  constexpr bool remove(T& node) {
    for (T** place = &first_; *place; place = &(*place)->next) {
      if (*place != &node) continue;
      *place = node.next;
      node.next = nullptr;
      return true;
    }
    return false;
  }

 private:
  T* first_ = nullptr;
};

}  // namespace faultline::base

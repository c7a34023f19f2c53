// SPDX-License-Identifier: Apache-2.0
//
// Answers orders with slices. Each worker has a system of its own, which it makes when the first
// order comes.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "explore/place.hpp"
#include "explore/system.hpp"

namespace faultline::explore {

using SystemFactory = std::function<std::shared_ptr<System>()>;

class Worker {
 public:
  struct Options {
    bool twice = false;  // runs each execution once more, and it is trouble if that is not the same
    bool classes = true;  // counts them, which takes memory for each
  };
  Worker(SystemFactory factory, Method method, Options options)
      : factory_(std::move(factory)), method_(method), options_(options) {}

  [[nodiscard]] std::string serve(std::string_view order);

 private:
  SystemFactory factory_;
  Method method_;
  Options options_;
  std::shared_ptr<System> system_;
};

}  // namespace faultline::explore

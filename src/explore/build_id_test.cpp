// SPDX-License-Identifier: Apache-2.0
//
// The identifier is of the sources: it has nothing of the directory, and changes with a letter.
#include "explore/build_id.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace faultline::explore {
namespace {

class BuildId : public ::testing::Test {
 protected:
  BuildId() {
    std::string name = std::filesystem::temp_directory_path() / "faultline-XXXXXX";
    if (mkdtemp(name.data())) folder = name;
  }
  ~BuildId() override { std::filesystem::remove_all(folder); }

  static void write(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  // What the build writes of sources in that folder.
  [[nodiscard]] std::string made_of(const std::string& name) const {
    write(folder / "list", "src/a.cpp;src/b.hpp");
    const std::string out = folder / "id.cpp";
    const std::string command = "cmake -DLIST=" + std::string(folder / "list") +
                                " -DROOT=" + std::string(folder / name) + " -DOUT=" + out +
                                " -P " FAULTLINE_SOURCE_DIR "/cmake/SourceId.cmake";
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::ifstream file(out);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::filesystem::path folder;
};

TEST_F(BuildId, IsOfTheSourcesAndNotOfTheirFolder) {
  EXPECT_THAT(build_id(), testing::MatchesRegex("[0-9a-f]+"));
  EXPECT_EQ(std::string(build_id()).size(), 40u);
  write(folder / "one/src/a.cpp", "int a;\n");
  write(folder / "one/src/b.hpp", "int b;\n");
  std::filesystem::copy(folder / "one", folder / "two", std::filesystem::copy_options::recursive);
  const std::string one = made_of("one");
  EXPECT_EQ(made_of("two"), one);
  write(folder / "two/src/b.hpp", "int c;\n");
  EXPECT_NE(made_of("two"), one);
}

}  // namespace
}  // namespace faultline::explore

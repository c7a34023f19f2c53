// SPDX-License-Identifier: Apache-2.0
//
// tools/fetch_device_trees without a network: a package made here stands in for the kernel's. What
// it prints on stdout is the directory and nothing else, and every failure says what helps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace faultline::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct Outcome {
  int status = -1;
  std::string out;
  std::string errors;
};

class FetchDeviceTrees : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "fetch_trees_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  Outcome shell(const std::string& command) const {
    const std::string all = "cd '" + folder_.string() + "' && (" + command + ") 2>errors";
    FILE* pipe = popen(all.c_str(), "r");
    Outcome outcome;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
      outcome.out += static_cast<char>(c);
    outcome.status = WEXITSTATUS(pclose(pipe));
    std::ifstream errors(folder_ / "errors");
    outcome.errors.assign(std::istreambuf_iterator<char>(errors), {});
    return outcome;
  }
  Outcome fetch(const std::string& arguments, const std::string& environment = "") const {
    return shell(environment + " '" FAULTLINE_SOURCE_DIR "/tools/fetch_device_trees' " + arguments);
  }
  // A package with one file.
  void make_package(const std::string& architecture, const std::string& file) const {
    fs::create_directories(folder_ / "root/DEBIAN");
    std::ofstream(folder_ / "root/DEBIAN/control")
        << "Package: linux-image-1.2-arm64\nVersion: 1.2.3-4\nArchitecture: " << architecture
        << "\nMaintainer: nobody <nobody@example.org>\nDescription: a test\n";
    fs::create_directories((folder_ / "root" / file).parent_path());
    std::ofstream(folder_ / "root" / file) << "tree";
    const Outcome built = shell("dpkg-deb -b root kernel.deb >&2");
    ASSERT_EQ(built.status, 0) << built.errors;
  }

  // Stand-ins for apt-get and apt-cache: an archive with that one package, which note down how they
  // were asked.
  void make_archive() const {
    make_program("apt-get", R"sh(case "$*" in
*indextargets*)
  . /etc/os-release
  echo "http://mirror.example/debian/ $VERSION_CODENAME main"
  echo "http://other.example/ nodistro main" ;;
*update)
  cp "$3" HERE/seen.conf
  cp "$(sed -n 's/^Dir::Etc::sourcelist "\(.*\)";/\1/p' "$3")" HERE/seen.list
  [ -z "$NETWORK" ] || { echo "E: could not connect" >&2; exit 100; } ;;
*download*) cp HERE/kernel.deb . ;;
esac)sh");
    make_program("apt-cache", R"sh(case "$*" in
*linux-image-arm64) echo "Depends: linux-image-1.2-arm64 (= 1.2.3-4)" ;;
*linux-image-1.2-arm64) echo "Depends: kmod, linux-base (>= 4.3)" ;;
esac)sh");
  }
  void make_program(const std::string& name, std::string script) const {
    for (std::size_t at; (at = script.find("HERE")) != std::string::npos;) {
      script.replace(at, 4, folder_.string());
    }
    fs::create_directories(folder_ / "bin");
    std::ofstream(folder_ / "bin" / name) << "#!/bin/sh\n" << script << "\n";
    fs::permissions(folder_ / "bin" / name, fs::perms::owner_all);
  }
  std::string text_of(const std::string& name) const {
    std::ifstream file(folder_ / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path folder_;
};

constexpr const char* tree_file = "usr/lib/linux-image-1.2-arm64/vendor/board-a.dtb";

TEST_F(FetchDeviceTrees, UnpacksAPackageIntoADirectoryOfItsVersion) {
  make_package("arm64", tree_file);
  const Outcome outcome = fetch("--deb kernel.deb cache");
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(outcome.out, (folder_ / "cache/1.2.3-4\n").string());
  EXPECT_TRUE(fs::exists(folder_ / "cache/1.2.3-4/vendor/board-a.dtb"));
  EXPECT_THAT(outcome.errors, HasSubstr("1 device trees in"));
}

TEST_F(FetchDeviceTrees, KnowsTheLayoutFromDebian14On) {
  make_package("arm64", "usr/lib/modules/7.2+deb14-arm64/dtb/vendor/board-a.dtb");
  EXPECT_EQ(fetch("--deb kernel.deb cache").status, 0);
  EXPECT_TRUE(fs::exists(folder_ / "cache/1.2.3-4/vendor/board-a.dtb"));
}

TEST_F(FetchDeviceTrees, NeedsNoNetworkOnceAVersionIsThere) {
  make_package("arm64", tree_file);
  make_archive();
  ASSERT_EQ(fetch("--deb kernel.deb cache").status, 0);
  const Outcome again = fetch("cache", "PATH=\"$PWD/bin:$PATH\" NETWORK=off");
  EXPECT_FALSE(fs::exists(folder_ / "seen.conf"));
  EXPECT_EQ(again.status, 0) << again.errors;
  EXPECT_EQ(again.out, (folder_ / "cache/1.2.3-4\n").string());
  EXPECT_THAT(again.errors, HasSubstr("from the cache"));
}

TEST_F(FetchDeviceTrees, UsesTheUsersCacheByDefault) {
  make_package("arm64", tree_file);
  const Outcome outcome = fetch("--deb kernel.deb", "XDG_CACHE_HOME=\"$PWD/xdg\"");
  EXPECT_EQ(outcome.out, (folder_ / "xdg/faultline/device-trees/1.2.3-4\n").string());
}

TEST_F(FetchDeviceTrees, RefusesAnotherArchitecture) {
  make_package("amd64", tree_file);
  const Outcome outcome = fetch("--deb kernel.deb cache");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.errors, HasSubstr("is for amd64: give --deb an arm64 kernel"));
}

TEST_F(FetchDeviceTrees, RefusesAPackageWithoutTreesAndLeavesNothing) {
  make_package("arm64", "usr/share/doc/readme.dtb");
  const Outcome outcome = fetch("--deb kernel.deb cache");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.errors, HasSubstr("holds no device tree: give --deb"));
  EXPECT_TRUE(fs::is_empty(folder_ / "cache"));
}

TEST_F(FetchDeviceTrees, RefusesWhatIsNoPackage) {
  std::ofstream(folder_ / "kernel.deb") << "not a package";
  const Outcome outcome = fetch("--deb kernel.deb cache");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.errors, HasSubstr("kernel.deb is not a Debian package"));
}

TEST_F(FetchDeviceTrees, AsksAptThroughARootOfItsOwn) {
  make_package("arm64", tree_file);
  make_archive();
  const Outcome outcome = fetch("cache", "PATH=\"$PWD/bin:$PATH\"");
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(outcome.out, (folder_ / "cache/1.2.3-4\n").string());
  const std::string apt = text_of("seen.conf");
  const std::string root = (folder_ / "cache/.apt-").string();
  EXPECT_THAT(apt, HasSubstr("APT::Architecture \"arm64\";"));
  EXPECT_THAT(apt, HasSubstr("Dir::State \"" + root));
  EXPECT_THAT(apt, HasSubstr("Dir::Cache \"" + root));
  EXPECT_THAT(apt, HasSubstr("Dir::Etc::sourcelist \"" + root));
  const std::string sources = text_of("seen.list");
  EXPECT_THAT(sources, StartsWith("deb [arch=arm64"));
  EXPECT_THAT(sources, HasSubstr("http://mirror.example/debian/"));
  EXPECT_THAT(sources, Not(HasSubstr("other.example")));
}

TEST_F(FetchDeviceTrees, AsksTheArchiveAgainWhenToldTo) {
  make_package("arm64", tree_file);
  make_archive();
  ASSERT_EQ(fetch("--deb kernel.deb cache").status, 0);
  fs::remove(folder_ / "kernel.deb");  // present already, so not downloaded
  const Outcome outcome = fetch("--refresh cache", "PATH=\"$PWD/bin:$PATH\"");
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_TRUE(fs::exists(folder_ / "seen.list"));
  EXPECT_THAT(outcome.errors, HasSubstr("1.2.3-4 is in the cache already"));
}

TEST_F(FetchDeviceTrees, SaysWhatHelpsWithoutANetwork) {
  make_archive();
  const Outcome outcome = fetch("cache", "PATH=\"$PWD/bin:$PATH\" NETWORK=off");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.errors, HasSubstr("cannot read the package lists of Debian's arm64"));
  EXPECT_THAT(outcome.errors, HasSubstr("E: could not connect"));
  EXPECT_THAT(outcome.errors, HasSubstr("check the network and the proxy"));
  EXPECT_TRUE(fs::is_empty(folder_ / "cache"));
}

TEST_F(FetchDeviceTrees, SaysWhatHelpsWithoutAPlaceToWrite) {
  std::ofstream(folder_ / "cache") << "a file";
  const Outcome outcome = fetch("cache");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.errors, HasSubstr("choose a directory that can be written"));
}

}  // namespace
}  // namespace faultline::tests

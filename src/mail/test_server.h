#pragma once
// For unit tests: a real mail server on the loopback (tests/mail/server.py), and what it took on.

#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/whole_file.h"
#include "crypto/crypto.h"

namespace concordat::mail {

class TestServer {
 public:
  TestServer() { std::filesystem::create_directories(folder_); }
  ~TestServer() {
    stop();
    std::filesystem::remove_all(folder_);
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  // A second start takes the port of the first.
  void start(std::vector<std::string> options = {}) {
    options.insert(options.begin(), {"/usr/bin/python3", "tests/mail/server.py", folder_, "--port", std::to_string(port_)});
    std::vector<char*> words;
    for (std::string& word : options) words.push_back(word.data());
    words.push_back(nullptr);
    int in[2], out[2];
    ASSERT_EQ(::pipe(in) + ::pipe(out), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    for (const int end : {in[0], in[1], out[0], out[1]}) posix_spawn_file_actions_addclose(&actions, end);
    ASSERT_EQ(::posix_spawn(&child_, words[0], &actions, nullptr, words.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    input_ = in[1];
    FILE* said = ::fdopen(out[0], "r");
    unsigned port = 0;
    ASSERT_EQ(std::fscanf(said, "%u", &port), 1) << "python3-aiosmtpd must be installed";
    std::fclose(said);
    port_ = static_cast<std::uint16_t>(port);
  }
  void stop() {
    if (child_ <= 0) return;
    ::close(input_);
    ::waitpid(child_, nullptr, 0);
    child_ = 0;
  }

  std::uint16_t port() const { return port_; }
  const std::string& folder() const { return folder_; }

  // Each message that was taken on, as JSON of server.py, in order.
  std::vector<std::string> received() const {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
      if (entry.path().extension() == ".json") files.push_back(entry.path().string());
    std::ranges::sort(files);
    std::vector<std::string> messages;
    for (const std::string& file : files) messages.push_back(*read_whole_file(file));
    return messages;
  }

  // A certificate for 127.0.0.1 and its key: FOLDER/certificate.pem, FOLDER/key.pem.
  void make_certificate() {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1 -addext "
        "subjectAltName=IP:127.0.0.1 -keyout " + folder_ + "/key.pem -out " + folder_ + "/certificate.pem 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }

 private:
  const std::string folder_ = testing::TempDir() + "concordat-smtp-" + to_hex(crypto::random_secret(8).expose());
  std::uint16_t port_ = 0;
  pid_t child_ = 0;
  int input_ = -1;
};

}  // namespace concordat::mail

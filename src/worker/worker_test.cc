// What a worker that was taken over by what it read can do: nothing.

#include "worker/worker.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "worker/message.h"

namespace concordat::worker {
namespace {

using testing::HasSubstr;

// ---- what runs in the worker: each comes back only where it was not stopped

std::string reverse(std::string_view input) { return {input.rbegin(), input.rend()}; }
std::string open_a_file(std::string_view) { return std::to_string(::open("/etc/passwd", O_RDONLY | O_CLOEXEC)); }
std::string write_a_file(std::string_view) { return std::to_string(::open("/tmp/left-behind", O_CREAT | O_WRONLY | O_CLOEXEC, 0600)); }
std::string open_a_socket(std::string_view) { return std::to_string(::socket(AF_INET, SOCK_STREAM, 0)); }
std::string open_a_local_socket(std::string_view) { return std::to_string(::socket(AF_UNIX, SOCK_STREAM, 0)); }
std::string start_a_process(std::string_view) { return std::to_string(::fork()); }
std::string become_a_shell(std::string_view) {
  char name[] = "sh";
  char* const arguments[] = {name, nullptr};
  return std::to_string(::execve("/bin/sh", arguments, nullptr));
}
std::string make_code(std::string_view) {
  return std::to_string(reinterpret_cast<std::uintptr_t>(
      ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)));
}
std::string kill_the_server(std::string_view) { return std::to_string(::kill(::getppid(), 0)); }
std::string read_another(std::string_view) {
  char byte = 0;
  return std::to_string(::read(3, &byte, 1));
}
std::string write_another(std::string_view) { return std::to_string(::write(2, "x", 1)); }
std::string spin(std::string_view) {
  volatile bool again = true;
  while (again) {}
  return "";
}
std::string eat_memory(std::string_view) {
  std::string all;
  for (;;) all += std::string(16u << 20, 'x');
}
std::string flood(std::string_view) { return std::string(2u << 20, 'x'); }
std::string lie(std::string_view) {
  const std::string said = "concordat worker 1\nno such answer";
  return std::to_string(::write(1, said.data(), said.size()));
}
std::string crash(std::string_view) { __builtin_trap(); }

constexpr std::array<Job, 16> kJobs = {{{"reverse", reverse}, {"open-a-file", open_a_file}, {"write-a-file", write_a_file},
                                        {"open-a-socket", open_a_socket}, {"open-a-local-socket", open_a_local_socket},
                                        {"start-a-process", start_a_process}, {"become-a-shell", become_a_shell},
                                        {"make-code", make_code}, {"kill-the-server", kill_the_server}, {"read-another", read_another},
                                        {"write-another", write_another}, {"spin", spin}, {"eat-memory", eat_memory}, {"flood", flood},
                                        {"lie", lie}, {"crash", crash}}};

// ---- what is seen from outside

std::string why_not(std::string_view job, const Limits& limits = {}) {
  const auto answer = run(job, "input", limits);
  return answer ? "it answered " + answer->substr(0, 40) : answer.error().message;
}

TEST(Worker, AnswersWhatItWasAsked) {
  EXPECT_EQ(*run("reverse", "abc"), "cba");
  EXPECT_EQ(*run("reverse", ""), "");
  const std::string large(20u << 20, 'a');
  EXPECT_EQ(run("reverse", large)->size(), large.size());
}

TEST(Worker, IsEndedWhereItAsksTheKernelForAnythingElse) {
  for (const char* attack : {"open-a-file", "write-a-file", "open-a-socket", "open-a-local-socket", "start-a-process", "become-a-shell",
                             "make-code", "kill-the-server", "read-another", "write-another"})
    EXPECT_THAT(why_not(attack), HasSubstr("what no reader may")) << attack;
  EXPECT_NE(::access("/tmp/left-behind", F_OK), 0);
}

TEST(Worker, IsEndedWhereItTakesTooLong) {
  Limits limits;
  limits.cpu_seconds = 1;
  EXPECT_THAT(why_not("spin", limits), HasSubstr("too long"));
  limits = {};
  limits.seconds = 1;
  EXPECT_THAT(why_not("spin", limits), HasSubstr("too long"));
}

TEST(Worker, HasNoMoreMemoryThanItIsGiven) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(__clang__)
  EXPECT_THAT(why_not("eat-memory"), HasSubstr("more memory"));
#endif
  Limits limits;
  limits.most_answer = 1u << 20;
  EXPECT_THAT(why_not("flood", limits), HasSubstr("more in the file"));
}

TEST(Worker, IsNotBelievedWhereItBreaksOffOrLies) {
  EXPECT_THAT(why_not("lie"), HasSubstr("broke off"));
  EXPECT_THAT(why_not("crash"), HasSubstr("broke off"));
  EXPECT_THAT(why_not("no-such-job"), HasSubstr("broke off"));
}

TEST(WorkerMessages, AreTakenWholeOrNotAtAll) {
  const std::string answer = encode_answer("what was read");
  EXPECT_EQ(**decode_answer(answer), "what was read");
  for (std::size_t cut = 0; cut < answer.size(); ++cut) EXPECT_FALSE(decode_answer(answer.substr(0, cut))) << cut;
  EXPECT_FALSE(decode_answer(answer + "x"));
  EXPECT_FALSE(decode_answer(encode_out_of_memory())->ok());
  const auto order = decode_order(encode(Order{{1, 2, 3, 4}, "reverse", 5}));
  ASSERT_TRUE(order);
  EXPECT_EQ(order->job, "reverse");
  EXPECT_EQ(order->limits.most_answer, 4u);
  EXPECT_EQ(order->input_bytes, 5u);
  MessageWriter writer;
  writer.number(1'000'000);
  const std::string claim = writer.take();
  EXPECT_FALSE(MessageReader(claim).count(1)) << "more than there is room for";
  EXPECT_FALSE(MessageReader(claim).text());
}

}  // namespace
}  // namespace concordat::worker

// This program starts itself as the worker, as concordat does.
int main(int count, char** values) {
  if (count == 2 && values[1] == concordat::worker::kCommand) concordat::worker::serve(concordat::worker::kJobs);
  testing::InitGoogleTest(&count, values);
  return RUN_ALL_TESTS();
}

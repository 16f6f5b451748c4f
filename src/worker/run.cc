// Who starts a worker: gives it its order, waits for its answer as long as it may take, and sees it end.

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <memory>
#include <semaphore>

#include "worker/worker.h"

namespace concordat::worker {
namespace {

// Each may take its memory and a processor.
constexpr int kMostAtOnce = 2;
std::counting_semaphore<kMostAtOnce>& places() {
  static std::counting_semaphore<kMostAtOnce> semaphore(kMostAtOnce);
  return semaphore;
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

Error no_worker() {
  return {"The file could not be read: no process could be started for it.", "Try again; if it lasts, tell the administrator."};
}

// In memory, never in a file: what the worker is to read.
int memory_with(std::string_view order, std::string_view input) {
  const int file = ::memfd_create("order", MFD_CLOEXEC);
  for (std::string_view rest : {order, input})
    while (file >= 0 && !rest.empty()) {
      const ssize_t put = ::write(file, rest.data(), rest.size());
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) {
        ::close(file);
        return -1;
      }
      rest.remove_prefix(static_cast<std::size_t>(put));
    }
  if (file >= 0) ::lseek(file, 0, SEEK_SET);
  return file;
}

// This program anew, with an environment of nothing but a time zone, the two descriptors and no other.
pid_t start(int input, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  ::posix_spawn_file_actions_adddup2(&actions, input, 0);
  ::posix_spawn_file_actions_adddup2(&actions, output, 1);
  ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  std::string name = "concordat", command(kCommand);
  char* const arguments[] = {name.data(), command.data(), nullptr};
  std::string zone = "TZ=UTC0";  // so that no library looks for the machine's own
  char* const environment[] = {zone.data(), nullptr};
  pid_t process = -1;
  if (::posix_spawn(&process, "/proc/self/exe", &actions, &attributes, arguments, environment) != 0) process = -1;
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  return process;
}

enum class Reading { whole, too_late, too_much };

Reading read_answer(int from, const Limits& limits, std::string& answer) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(limits.seconds);
  char piece[64 << 10];
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return Reading::too_late;
    pollfd waiting = {from, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return Reading::too_late;
    const ssize_t got = ::read(from, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return Reading::whole;
    answer.append(piece, static_cast<std::size_t>(got));
    if (answer.size() > limits.most_answer) return Reading::too_much;
  }
}

// It has nothing more to say: where it still runs, it is ended.
int status_at_end(pid_t process) {
  ::kill(process, SIGKILL);
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {}
  return status;
}

Error why_none(Reading reading, int status) {
  const std::string elsewhere = "Read it yourself and enter what it says, or send it in another form.";
  const bool signalled = WIFSIGNALED(status);
  if (reading == Reading::too_late || (signalled && WTERMSIG(status) == SIGXCPU)) return {"The file takes too long to be read.", elsewhere};
  if (reading == Reading::too_much) return {"There is more in the file than can be taken in at once.", "Send it in several files."};
  if (signalled && WTERMSIG(status) == SIGSYS)
    return {"Reading the file was stopped: it made the reader try what no reader may.", elsewhere};
  return {"The file could not be read: its reader broke off.", elsewhere};
}

}  // namespace

Result<std::string> run(std::string_view job, std::string_view input, const Limits& limits) {
  places().acquire();
  const auto leave = [](const void*) { places().release(); };
  const std::unique_ptr<const void, decltype(leave)> place(&limits, leave);
  Descriptor order(memory_with(encode(Order{limits, std::string(job), input.size()}), input));
  int ends[2] = {-1, -1};
  if (order.number() < 0 || ::pipe2(ends, O_CLOEXEC) != 0) return no_worker();
  Descriptor from(ends[0]), to(ends[1]);
  const pid_t process = start(order.number(), to.number());
  if (process < 0) return no_worker();
  to.close();
  std::string bytes;
  const Reading reading = read_answer(from.number(), limits, bytes);
  const int status = status_at_end(process);
  auto answer = reading == Reading::whole ? decode_answer(bytes) : std::nullopt;
  if (!answer) return why_none(reading, status);
  return std::move(*answer);
}

}  // namespace concordat::worker

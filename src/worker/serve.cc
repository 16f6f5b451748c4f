// The worker's side: locked down before it sees the first byte of what it is to read.

#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>

#include "worker/worker.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CONCORDAT_SANITIZED 1
#endif
#endif

namespace concordat::worker {
namespace {

// A sanitizer reserves terabytes that it never uses: there the memory is not limited.
#if defined(CONCORDAT_SANITIZED) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kLimitMemory = false;
#else
constexpr bool kLimitMemory = true;
#endif

bool limit(int resource, rlim_t most, rlim_t more = 0) {
  const rlimit both = {most, most + more};
  return ::setrlimit(static_cast<__rlimit_resource_t>(resource), &both) == 0;
}

bool read_whole(char* into, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::read(0, into, size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    into += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

bool write_whole(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(1, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

// What allocating, waiting for a lock of the allocator and ending need; and of files, those two that are open. Memory is never made
// executable, and never of a file.
bool allow(scmp_filter_ctx filter) {
  bool all = true;
  for (const int call : {SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(exit),
                         SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(restart_syscall), SCMP_SYS(clock_gettime),
                         SCMP_SYS(gettimeofday), SCMP_SYS(getrandom), SCMP_SYS(sched_yield)})
    all = all && ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
  const auto with = [&](int call, const std::initializer_list<scmp_arg_cmp>& conditions) {
    all = all && ::seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, static_cast<unsigned>(conditions.size()), conditions.begin()) == 0;
  };
  with(SCMP_SYS(read), {SCMP_CMP(0, SCMP_CMP_EQ, 0, 0)});
  with(SCMP_SYS(write), {SCMP_CMP(0, SCMP_CMP_EQ, 1, 0)});
  with(SCMP_SYS(mmap), {SCMP_CMP(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0), SCMP_CMP(3, SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)});
  with(SCMP_SYS(mprotect), {SCMP_CMP(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)});
  return all;
}

int do_job(const Job& job, const Order& order) {
  if (job.prepare) job.prepare();
  if (!lock_down(order.limits)) return 3;
  try {
    std::string input(static_cast<std::size_t>(order.input_bytes), '\0');
    if (!read_whole(input.data(), input.size())) return 4;
    return write_whole(encode_answer(job.run(input))) ? 0 : 4;
  } catch (const std::bad_alloc&) {
    return write_whole(encode_out_of_memory()) ? 0 : 4;
  } catch (const std::exception&) {
    return 5;
  }
}

}  // namespace

bool lock_down(const Limits& limits) {
  const bool limited = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, 0) && limit(RLIMIT_NPROC, 0) &&
                       limit(RLIMIT_CPU, limits.cpu_seconds, 1) && (!kLimitMemory || limit(RLIMIT_DATA, limits.memory)) &&
                       ::prctl(PR_SET_DUMPABLE, 0) == 0;
  if (!limited) return false;
  const scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_KILL_PROCESS);
  return filter && allow(filter) && ::seccomp_load(filter) == 0;  // its memory is left to the process's end
}

void serve(std::span<const Job> jobs) {
  std::string bytes(kOrderBytes, '\0');
  const auto order = read_whole(bytes.data(), bytes.size()) ? decode_order(bytes) : std::nullopt;
  const auto job = order ? std::ranges::find(jobs, order->job, &Job::name) : jobs.end();
  ::_exit(job == jobs.end() ? 2 : do_job(*job, *order));  // nothing of the program is torn down: there is nothing to keep
}

}  // namespace concordat::worker

#include "http/sockets.h"

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "base/bytes.h"

namespace concordat::http {

std::string source_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return "";
  std::uint8_t bytes[8] = {};
  if (address.ss_family == AF_INET) {
    std::memcpy(bytes, &reinterpret_cast<const sockaddr_in*>(&address)->sin_addr, 4);
    return to_hex(ByteView(bytes).first(4));
  }
  if (address.ss_family != AF_INET6) return "";
  std::memcpy(bytes, &reinterpret_cast<const sockaddr_in6*>(&address)->sin6_addr, sizeof bytes);
  return to_hex(bytes);
}

void raise_file_limit(std::size_t most_connections) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = std::min<rlim_t>(limit.rlim_max, most_connections + 256);
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = wanted;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace concordat::http

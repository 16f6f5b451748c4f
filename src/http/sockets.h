#pragma once
// What is asked of the system about sockets, without the library around them.

#include <cstddef>
#include <string>

namespace concordat::http {

// Who is slowed down after guessing: the peer's address, or the network of 64 bits that one house has (RFC 6177). Not for a
// connection from a proxy on this machine, which stands for everybody.
std::string source_of(int socket);

// A connection is a file descriptor, and the usual soft limit of 1,024 is below what we promise to hold.
void raise_file_limit(std::size_t most_connections);

}  // namespace concordat::http

#pragma once
// One way to do the work of the benchmark.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "workload.h"

namespace concordat::privacy {

class Client {  // of one thread
 public:
  virtual ~Client() = default;
  virtual Answer run(const Operation& operation) = 0;
};

class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string name() const = 0;
  virtual void load(const Model& model, std::uint32_t clients) = 0;
  virtual std::unique_ptr<Client> client() = 0;
  virtual std::vector<Held> held() = 0;  // everything that is there
  virtual std::uint64_t bytes_on_disk() = 0;
  virtual std::string more() { return ""; }  // what else is to be said of the latest mix
};

std::unique_ptr<Engine> make_concordat(const std::string& folder);
std::unique_ptr<Engine> make_sqlite(const std::string& folder);
std::unique_ptr<Engine> make_postgresql(const std::string& connection);  // throws where libpq was not there to build with

}  // namespace concordat::privacy

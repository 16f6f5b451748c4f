#pragma once
// The notice as it is and as it was: which versions were in force, what each changed, and each on paper.

#include <map>
#include <memory>
#include <mutex>

#include "casework/app.h"

namespace concordat::casework {

inline constexpr const char* kVersions = "/notice/versions";

// A version of the charter while it was in force. The same charter can come into force twice.
struct Version {
  std::size_t number = 1;  // from 1, the oldest
  Instant from;
  std::optional<Instant> until;                // none: it is in force
  const charter::Charter* charter = nullptr;   // null where this program can read it no more
  std::string address() const { return std::string(kVersions) + "/" + std::to_string(number); }
};

std::vector<Version> versions(const App& app);  // the oldest first

http::Response versions_page(const App& app, const http::Request& request);
http::Response version_page(const App& app, const http::Request& request);

// Notices on paper, made when they are first asked for.
class PaperShelf {
 public:
  http::Response notice(const App& app, const http::Request& request) { return answer(app, request, app.charter(), false); }
  http::Response children(const App& app, const http::Request& request) { return answer(app, request, app.charter(), true); }
  http::Response version(const App& app, const http::Request& request);

 private:
  http::Response answer(const App& app, const http::Request& request, const charter::Charter& charter, bool for_children);

  std::mutex mutex_;  // guards made_
  std::map<std::string, std::shared_ptr<const std::string>> made_;  // by hash and audience
};

}  // namespace concordat::casework

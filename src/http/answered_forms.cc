#include "http/answered_forms.h"

namespace concordat::http {
namespace {

constexpr std::size_t kMost = 4096;  // that are remembered: hours of a whole office

std::optional<std::string> plain_redirect(const Response& response) {
  const bool changes_session = response.begin_session || response.end_session || response.confirm_session || response.end_sessions_of ||
                               response.give_pass;
  if (response.status != 303 || changes_session || response.headers.size() != 1) return std::nullopt;
  return response.headers.front().second;
}

}  // namespace

Response AnsweredForms::once(const crypto::Digest& form, const std::function<Response()>& act) {
  std::unique_lock lock(mutex_);
  for (auto found = entries_.find(form); found != entries_.end(); found = entries_.find(form)) {
    if (found->second.done) return Response::redirect(found->second.location);
    changed_.wait(lock);
  }
  entries_[form] = {};
  lock.unlock();
  Response response = act();
  lock.lock();
  if (auto location = plain_redirect(response)) {
    entries_[form] = {true, std::move(*location)};
    done_.push_back(form);
    if (done_.size() > kMost) {
      entries_.erase(done_.front());
      done_.pop_front();
    }
  } else {
    entries_.erase(form);
  }
  changed_.notify_all();
  return response;
}

}  // namespace concordat::http

#pragma once
// Forms that were acted upon, so that one that is sent again – a double click, a reload, a way back and the button once more –
// is answered as it was and not done twice. Each page's forms carry a value of that page, so that the same bytes are the same form.

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "crypto/crypto.h"
#include "http/http.h"

namespace concordat::http {

class AnsweredForms {
 public:
  // Whoever comes first with a form has it acted upon by `act`; where that ended in a redirect, the same is the answer to whoever
  // comes with it afterwards. Who comes meanwhile waits for that. What ended otherwise may be tried again.
  Response once(const crypto::Digest& form, const std::function<Response()>& act);

 private:
  struct Entry {
    bool done = false;
    std::string location;
  };

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::map<crypto::Digest, Entry> entries_;
  std::deque<crypto::Digest> done_;  // the oldest first
};

}  // namespace concordat::http

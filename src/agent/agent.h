#pragma once
// The work of an agent: fetches what its agency is asked, looks for each person in its own index, keeps what people judge, and sends what
// one of them confirmed. Names of whom is asked about are in memory alone. Not for several threads at a time.

#include <functional>
#include <string>
#include <vector>

#include "agent/directory.h"
#include "casework/candidate_view.h"
#include "exchange/post.h"
#include "exchange/waiting.h"

namespace concordat::agent {

using casework::Verdict;

struct Judgement {
  Verdict verdict = Verdict::cannot_tell;
  std::string reason;
  std::string by;
};

struct Shown {
  match::FamilyCandidate found;
  std::optional<Judgement> judged;
};

struct OpenCheck {
  exchange::WaitingCheck check;
  exchange::WaitingForm form;
  bool found = false;      // what follows is of this person, though nobody may have looked yet
  bool looked_up = false;  // somebody did
  match::PersonRow asked;  // as it was looked for
  std::vector<Shown> candidates;
  std::size_t left_out = 0;  // less probable, or more than are shown
  bool cut = false;          // more people share a key than are compared
  std::optional<Bytes> on_its_way;  // an answer that was sent, and not signed for yet
  exchange::MessageId sent_as;      // the message of that

  bool all_judged() const;
  bool has_same() const;
};

class Agent {
 public:
  struct Parts {
    const exchange::Identity& self;
    const exchange::Card& partnership;
    const match::Index& index;
    const Audit& audit;
    const Clock& clock;
    exchange::Deliver deliver;
  };
  explicit Agent(Parts parts) : parts_(std::move(parts)) {}
  ~Agent();
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  // What is waiting now takes the place of what was there; what was judged of the same checks stays. With `answered` comes also what was
  // answered and may be corrected.
  Result<void> fetch(const std::string& who, bool answered = false);
  const std::vector<OpenCheck>& checks() const { return checks_; }
  bool more() const { return more_; }  // are waiting than were fetched
  const OpenCheck* find(std::string_view record) const;
  std::optional<Instant> fetched() const { return fetched_; }

  // Looks in the index for this person, together with the others of the same case, once; and writes down that somebody looked.
  Result<void> look_up(std::string_view record, const std::string& who);
  Result<void> judge(std::string_view record, std::size_t candidate, Judgement judgement);
  // Everything about the check is forgotten when the partnership has signed for the answer. One that it refuses may be changed.
  Result<void> send(std::string_view record, const std::map<std::string, std::string>& values, const std::string& who);

 private:
  OpenCheck* find_open(std::string_view record);
  void find_people(const std::string& reference);
  exchange::Told tell(ByteView draft) const;
  Result<exchange::Received> reply_in(const exchange::Told& told, exchange::MessageId to, exchange::Kind wanted) const;
  void forget(RecordId record);

  Parts parts_;
  std::vector<OpenCheck> checks_;
  bool more_ = false;
  std::optional<Instant> fetched_;
};

}  // namespace concordat::agent

#pragma once
// Asking agencies whether they know somebody, by the record that the charter declares for it (charter::RecordKind::is_check): one
// for each agency and person, owned by the agency. What an agency is told is a copy of the fields of the same names, in a part with
// a key of its own; an agency that does not know the person loses it in answering. docs/decisions/0070 says why it is so.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "vault/disposal.h"
#include "vault/vault.h"

namespace concordat::vault {

inline constexpr std::string_view kDisclosed = "disclosed";      // before an agency can see what it is asked about
inline constexpr std::string_view kCheckAnswered = "check.answered";  // with which it lost that
inline constexpr std::string_view kCheckSent = "check.sent";     // a mail with a link, or word to the agency's people
inline constexpr std::string_view kCodeMade = "check.code-made"; // to be read out over the telephone
inline constexpr std::string_view kContactLetIn = "contact.let-in";    // by link and code, confidentiality accepted
inline constexpr std::string_view kContactRefused = "contact.refused";  // another code

// An agency is asked about one person.
struct NewCheck {
  policy::Grant told;                    // to add the first part of the check to be
  std::vector<OpenedPart> person;        // the parts of that person's record, as they were read just now
  std::optional<policy::Grant> contact;  // to add the part after it: whom at the agency we write to
  Values contact_values;
  // Where it is no agency of the charter that is asked, but another partnership's instance, by a signed message (src/exchange): the word
  // that names it in the ledger, of which its id is made as an agency's is; and that message.
  std::string partner = {};
  std::string message = {};
};

// What another partnership asks us, as the charter declares it (charter::RecordKind::is_received): one grant for each part but the
// answer, to add to a record to be, in a case to be that is opened for it.
struct ReceivedCheck {
  std::vector<policy::Grant> grants;
  std::map<std::string, Values> parts;
};
struct Request {
  CaseId case_id;
  std::string case_kind;
  std::string reference;
  std::string partner;
  std::vector<ReceivedCheck> checks;
};

struct CheckAnswer {
  policy::Grant grant;        // to add the answer, or to correct it
  Values values;
  std::uint32_t version = 0;  // of the answer that was looked at; 0: there was none
};

class Involvement {
 public:
  Involvement(Vault& vault, Disposal& disposal) : vault_(vault), disposal_(disposal) {}

  // Done in the same transaction, after everything else: it may forbid it all.
  using Also = std::function<Result<void>(store::Transaction&)>;

  // All or none. Who was asked about a person and has not answered is not asked again. How many were asked. `also` is given the records
  // of these with what they tell.
  struct Asked {
    RecordId record;
    Values told;
  };
  using AlsoAsked = std::function<Result<void>(store::Transaction&, const std::vector<Asked>&)>;
  Result<std::size_t> ask(const std::vector<NewCheck>& checks, const AlsoAsked& also = {});
  // Opens a case with what another partnership asks, the names of each person under a key of their own. `before` comes first in the
  // transaction, and says by false that all of this was done before.
  using Before = std::function<Result<bool>(store::Transaction&)>;
  Result<bool> take_in(const Request& request, const Before& before);
  // An answer goes to another partnership: in its ledger entry, before it leaves.
  Result<void> disclose_answer(store::Transaction& transaction, const policy::Grant& read, std::string_view partner,
                               std::string_view message);
  // All or none. What an agency loses by its answers is destroyed when this returns. The same answer twice is one.
  Result<void> answer(const std::vector<CheckAnswer>& answers, const Also& also = {});

  // What an agency is told, and on which ground: words of the charter, as the ledger has them.
  static std::string basis_of(const charter::Purpose& purpose);

 private:
  struct Written {
    store::RecordRow record;
    store::PartRow part;
    Values values;
  };
  Result<void> put(store::Transaction& transaction, const policy::Grant& grant, const store::RecordRow& record, const Values& values,
                   std::uint32_t version, KeyId key, const std::string& detail, std::vector<Written>& written);
  Result<void> take_one(store::Transaction& transaction, const charter::RecordKind& kind, const Request& request,
                        const ReceivedCheck& check, std::vector<Written>& written);
  Result<bool> ask_one(store::Transaction& transaction, const NewCheck& check, std::vector<Written>& written);
  Result<std::optional<Warrant>> answer_one(store::Transaction& transaction, const CheckAnswer& answer, std::vector<Written>& written);
  bool is_waiting(store::Transaction& transaction, const policy::Subject& subject, RecordId about) const;
  const charter::RecordKind* check_kind(const std::string& charter, const std::string& kind);
  void index(const std::vector<Written>& written);

  Vault& vault_;
  Disposal& disposal_;
};

// Of which person's record a check is a copy, by the ledger's entry of the disclosure; none where the leaf is none.
std::optional<RecordId> asked_about(const ledger::Leaf& leaf);

}  // namespace concordat::vault

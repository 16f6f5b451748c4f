#pragma once
// For tests: a request under a right that was answered, as an erasure rests on one.

#include "vault/test_guards.h"
#include "vault/test_opening.h"

namespace concordat::vault {

// By somebody who may open such a case and put the request and its decision on record.
inline CaseId open_request(Vault& vault, const policy::Actor& actor, std::string_view reference) {
  const auto opened = open_case(vault, actor, "rights-request", reference);
  EXPECT_TRUE(opened) << opened.error().message;
  return opened ? *opened : CaseId{};
}

inline void answer_request(Vault& vault, const policy::Actor& actor, CaseId id) {
  RecordId request;
  vault.store().read([&](store::Reader& reader) { request = reader.records(id).front().id; });
  const charter::Part& decision = *vault.active_charter()->record_kind("rights-request")->part("decision");
  const auto grant = vault.gate().decide(actor, charter::Act::add, vault.active_charter()->record_kind("rights-request")->purpose,
                                         *vault.subject_of(request, "decision"));
  ASSERT_TRUE(grant) << grant.error().message;
  const auto added = vault.add_part(*grant, {values_for(decision, vault.today()), ""});
  ASSERT_TRUE(added) << added.error().message;
}

}  // namespace concordat::vault

#include "base/clock.h"
#include "paper/paper.h"

namespace concordat::paper {
namespace {

std::string items_counted(std::size_t count) { return count == 1 ? "1 item" : std::to_string(count) + " items"; }

Table facts_table(const ledger::Certificate& certificate) {
  Table table{"What was destroyed", {"What", "Here"}, {}};
  for (const ledger::CertificateItem& item : certificate.items) table.rows.push_back({"Record", item.record.text() + ", " + item.part});
  return table;
}

// The leaf is the one that the proof is of: by whom it was decided stands in it.
std::string decided(const ledger::Certificate& certificate) {
  const auto leaf = ledger::decode(certificate.leaf);
  if (leaf && ledger::word_of(*leaf, "kind") == "routine")
    return "It was past the last day that our privacy notice allows, and was destroyed by that rule. ";
  return "Two people approved exactly this, and the time for second thoughts had passed. ";
}

}  // namespace

Document certificate_document(const ledger::Certificate& certificate, std::string_view json, const std::string& name,
                              const charter::Charter& charter) {
  const CivilDate day = london_date(certificate.destroyed_at);
  const CivilDate lapsed = day.plus_days(charter.key_backup_days);
  const std::string title = "Certificate of destruction";
  Document document;
  document.title = title + " – " + certificate.case_reference;
  document.publisher = charter.partnership.name;
  document.edition = "Destroyed on " + day.words();
  document.colour = charter.partnership.colour;
  document.date = day;
  document.with_contents = false;
  document.size = 11;  // on one page where there are few items
  document.blocks = {
      Heading{1, title},
      Paragraph{items_counted(certificate.items.size()) + " destroyed on " + day.words() + ".", true},
      Paragraph{decided(certificate) + "The keys were erased: nothing of it can be read from our system since that day, nor from a backup "
                "of ours after " + lapsed.words() + ", when the last copy of the keys lapses. This cannot show that nobody kept a copy "
                "outside our system."},
      facts_table(certificate),
      // docs/formats/certificate.md: the two are labels for people.
      Paragraph{"By our own naming they were supplied by " + certificate.agency + " to " + certificate.case_reference +
                ". The proof is of the records by their ids: it does not show these two names."},
      Heading{2, "What shows it"},
      Paragraph{"The destruction is entry " + std::to_string(certificate.index + 1) + " of our ledger, recorded at " +
                to_rfc3339(certificate.destroyed_at) + ". The ledger cannot be changed without that showing against the signed "
                "checkpoints that you were given. The proof is the file named here; this page says the same to people."},
      Table{"The proof", {"What", "Here"},
            {{"File", name}, {"Its SHA-256", to_hex(crypto::sha256(as_bytes(json)))}, {"Our public key", to_hex(certificate.public_key)}}},
      Heading{2, "To check it without asking us"},
      List{{"Take that file and the last checkpoint that you were given before it, or the one deposited with it.",
            "Compare the public key with the one that was handed to you when the partnership began to use this system.",
            "Run: concordat verify-certificate FILE --checkpoint CHECKPOINT --public-key KEY"}},
  };
  return document;
}

}  // namespace concordat::paper

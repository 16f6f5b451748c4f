// Files of parts: sealed in chunks, read under a grant, gone with their part.

#include "vault/attachments.h"

#include <gmock/gmock.h>

#include <fstream>

#include "store/sqlite.h"
#include "vault/test_guards.h"
#include "vault/test_instance.h"
#include "vault/test_opening.h"

namespace concordat::vault {
namespace {

using charter::Act;
using testing::HasSubstr;

// Stockport's reviews, where agencies supply narratives.
class Files : public testing::Test {
 protected:
  Files() : instance_("charters/stockport.toml", "2026-04-01") {
    case_ = *open_case(vault(), manager(), "review", "R-2026-001");
    EXPECT_TRUE(step("rapid-review"));
    EXPECT_TRUE(vault().ask_agency(
        *vault().gate().authorise(manager(), charter::Capability::open_case, *vault().subject_of_case(case_)), "police"));
    item_ = new_item("Log");
  }

  Vault& vault() { return *instance_.vault; }
  policy::Actor manager() { return instance_.person({"manager"}); }
  policy::Actor support() { return instance_.person({"support-team"}); }
  policy::Actor police() { return instance_.person({"agency-contact"}, "police"); }
  policy::Actor probation() { return instance_.person({"agency-contact"}, "probation"); }

  Result<void> step(std::string_view to) {
    const policy::Subject subject = *vault().subject_of_case(case_);
    for (const charter::Step& one : vault().active_charter()->case_kind("review")->steps)
      if (one.to == to && one.from == subject.case_state) {
        meet_guards(vault(), manager(), case_, one);
        return vault().take_step(TRY(vault().gate().authorise_step(manager(), one, subject)), one, vault().today());
      }
    return Error{"no such step", ""};
  }

  RecordId new_item(const char* title) {
    policy::Subject subject = *vault().subject_of_case(case_);
    subject.record_kind = "agency-item";
    subject.part = "item";
    subject.owner = parties::agency_id("police");
    const Values values{{"title", title}, {"category", "police"}, {"narrative", "See the file."}};
    const auto allowed = vault().gate().decide(police(), Act::add, "reviews", subject);
    return *vault().add({*allowed}, {{"item", {values, ""}}}, "workspace", "supplied");
  }

  Result<policy::Grant> grant(const policy::Actor& actor, Act act, RecordId record) {
    return vault().gate().decide(actor, act, "reviews", *vault().subject_of(record, "item"));
  }
  Result<std::unique_ptr<Upload>> begin(RecordId record, const FileLabel& label = {"Statement of Ada Example.pdf", "application/pdf"}) {
    return vault().attach(*grant(police(), Act::add, record), label);
  }
  Result<AttachmentId> put(RecordId record, const std::string& content, std::size_t piece = 100'000) {
    const auto upload = TRY(begin(record));
    for (std::size_t done = 0; done < content.size(); done += piece) TRY(upload->add(as_bytes(content.substr(done, piece))));
    return upload->finish();
  }
  Result<std::string> get(RecordId record, AttachmentId id) {
    const auto stream = TRY(vault().open_attachment(TRY(grant(support(), Act::read, record)), id));
    std::string content;
    for (;;) {
      const auto piece = TRY(stream->next());
      if (!piece) return content;
      content += as_text(piece->expose());
    }
  }
  std::string why_not(RecordId record, AttachmentId id) {
    const auto content = get(record, id);
    return content ? "it was read" : content.error().message;
  }

  static std::string text_of(std::size_t size) {
    std::string content;
    for (std::size_t line = 0; content.size() < size; ++line) content += "line " + std::to_string(line) + " of the Marmaduke statement\n";
    content.resize(size);
    return content;
  }
  bool anywhere(const std::string& marker) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(instance_.folder)) {
      std::ifstream in(file.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(in), {}};
      if (bytes.find(marker) != std::string::npos) return true;
    }
    return false;
  }
  Bytes chunk(AttachmentId id, std::uint32_t number) {
    std::optional<Bytes> bytes;
    instance_.store->read([&](store::Reader& reader) { bytes = reader.chunk(id, number); });
    return bytes.value_or(Bytes());
  }
  store::AttachmentRow row(AttachmentId id) {
    std::optional<store::AttachmentRow> found;
    instance_.store->read([&](store::Reader& reader) { found = reader.find_attachment(id); });
    return *found;
  }
  // A file with these chunks, as somebody would make it who can write to the database but has no key.
  AttachmentId forge(RecordId record, const store::AttachmentRow& like, const std::vector<Bytes>& chunks) {
    store::AttachmentRow forged = like;
    forged.id = crypto::new_id<AttachmentId>();
    forged.record = record;
    forged.chunks = static_cast<std::uint32_t>(chunks.size());
    EXPECT_TRUE(instance_.store->write([&](store::Transaction& transaction) -> Result<void> {
      transaction.insert_attachment(forged);
      for (std::uint32_t number = 0; number < chunks.size(); ++number) transaction.put_chunk(forged.id, number, chunks[number]);
      transaction.keep_attachment(forged);
      return {};
    }));
    return forged.id;
  }
  // The rows of a file as they would be after somebody wrote to the database itself.
  void rewrite(const store::AttachmentRow& row, const std::vector<Bytes>& chunks) {
    store::Connection database(instance_.folder + "/concordat.db", store::Connection::Mode::write);
    database.run("DELETE FROM chunks WHERE attachment_sequence = (SELECT sequence FROM attachments WHERE id = ?)", row.id);
    database.run("UPDATE attachments SET chunks = ? WHERE id = ?", row.chunks, row.id);
    for (std::uint32_t number = 0; number < chunks.size(); ++number)
      database.run("INSERT INTO chunks (attachment_sequence, number, sealed) SELECT sequence, ?, ? FROM attachments WHERE id = ?", number,
                   chunks[number], row.id);
  }

  TestInstance instance_;
  CaseId case_;
  RecordId item_;
};

TEST_F(Files, ComeBackAsTheyWereGivenWhateverTheirSize) {
  constexpr std::size_t one = kChunkSize;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, one - 1, one, one + 1, 3 * one, 3 * one + 7}) {
    const std::string content = text_of(size);
    for (const std::size_t piece : {std::size_t{70'001}, 2 * kChunkSize}) {
      const auto id = put(item_, content, piece);
      ASSERT_TRUE(id) << id.error().message;
      EXPECT_TRUE(*get(item_, *id) == content) << size;
      EXPECT_EQ(row(*id).bytes, size);
    }
  }
}

TEST_F(Files, AreListedWithTheirPartAndTheirNamesAreSealed) {
  const AttachmentId id = *put(item_, text_of(9));
  const auto part = vault().read(*grant(support(), Act::read, item_));
  ASSERT_EQ(part->attachments.size(), 1u);
  EXPECT_EQ(part->attachments[0].id, id);
  EXPECT_EQ(part->attachments[0].label.name, "Statement of Ada Example.pdf");
  EXPECT_EQ(part->attachments[0].label.type, "application/pdf");
  EXPECT_EQ(part->attachments[0].bytes, 9u);
  for (const char* marker : {"Statement of Ada", "application/pdf", "Marmaduke"}) EXPECT_FALSE(anywhere(marker)) << marker;
  ASSERT_TRUE(put(item_, text_of(4 * kChunkSize)));
  EXPECT_FALSE(anywhere("Marmaduke"));
  EXPECT_FALSE(anywhere(to_hex(as_bytes("Marmaduke"))));
}

TEST_F(Files, EveryReadingIsInTheLedgerBeforeTheFirstByte) {
  const AttachmentId id = *put(item_, text_of(9));
  EXPECT_EQ(vault().history(case_).back().event, "attachment.put");
  const auto stream = vault().open_attachment(*grant(support(), Act::read, item_), id);
  ASSERT_TRUE(stream);
  const ledger::Leaf last = vault().history(case_).back();
  EXPECT_EQ(last.event, "attachment.read");
  EXPECT_EQ(last.actor, support().account.text());
  EXPECT_EQ(last.record, item_);
  EXPECT_EQ(last.detail, "attachment=" + id.text());
}

TEST_F(Files, NeedAGrantForJustThatPartAndAct) {
  const AttachmentId id = *put(item_, text_of(9));
  const RecordId other = new_item("Another log");
  EXPECT_FALSE(grant(probation(), Act::read, item_)) << "else this shows nothing";
  EXPECT_FALSE(vault().open_attachment(*grant(support(), Act::read, other), id)) << "a grant for another record";
  EXPECT_FALSE(vault().open_attachment(*grant(police(), Act::add, item_), id)) << "a grant to add does not read";
  EXPECT_FALSE(vault().attach(*grant(support(), Act::read, item_), {"a", ""})) << "a grant to read does not add";
  const auto read = grant(support(), Act::read, item_);
  const auto add = grant(police(), Act::add, item_);
  const auto upload = begin(item_);
  ASSERT_TRUE(step("review"));
  EXPECT_FALSE(vault().open_attachment(*read, id)) << "the case has moved on since the grant";
  EXPECT_FALSE(vault().attach(*add, {"a", ""}));
  EXPECT_FALSE((*upload)->finish()) << "it moved on while the file came";
}

TEST_F(Files, ArePartOfWhatTheCharterProvidesFor_DDS_12) {
  const charter::Charter* charter = vault().active_charter();
  EXPECT_TRUE(takes_files(*charter->record_kind("agency-item")->part("item")));
  const auto portsmouth = charter::compile("charters/portsmouth.toml").charter;
  EXPECT_FALSE(takes_files(*portsmouth->record_kind("booking")->part("contact")));
}

TEST_F(Files, WithoutAFitNameOrRoomAreRefused) {
  for (const std::string& name : std::vector<std::string>{"", std::string(256, 'a'), "../../etc/passwd", "a\nb", "a\\b"})
    EXPECT_FALSE(begin(item_, {name, "application/pdf"})) << name;
  EXPECT_FALSE(begin(item_, {"a", "application/pdf\r\nX: y"}));
  const auto upload = begin(item_);
  const std::string piece(8u << 20, 'x');
  for (std::uint64_t done = 0; done < kLargestFile; done += piece.size()) ASSERT_TRUE((*upload)->add(as_bytes(piece)));
  const auto more = (*upload)->add(as_bytes("x"));
  ASSERT_FALSE(more);
  EXPECT_THAT(more.error().remedy, HasSubstr("64 MiB"));
  EXPECT_FALSE((*upload)->finish()) << "what was refused does not end as a shorter file";
  for (std::size_t count = 0; count < kMostFiles; ++count) ASSERT_TRUE(put(item_, "x"));
  EXPECT_FALSE(begin(item_));
  EXPECT_TRUE(begin(new_item("Another log")));
}

TEST_F(Files, ThatDidNotComeToTheirEndAreGone) {
  AttachmentId id;
  {
    const auto upload = begin(item_);
    ASSERT_TRUE((*upload)->add(as_bytes(text_of(3 * kChunkSize))));
    instance_.store->read([&](store::Reader& reader) { id = reader.arriving_attachments().front(); });
    EXPECT_FALSE(chunk(id, 0).empty()) << "else this shows nothing";
    EXPECT_FALSE(vault().open_attachment(*grant(support(), Act::read, item_), id));
    EXPECT_TRUE(vault().read(*grant(support(), Act::read, item_))->attachments.empty());
  }
  instance_.store->read([&](store::Reader& reader) { EXPECT_FALSE(reader.find_attachment(id)); });
  // A crash, as far as the store can tell: rows that nobody will finish.
  const store::AttachmentRow left{crypto::new_id<AttachmentId>(), item_, "item", 1, "arriving", 0, 0, {}};
  ASSERT_TRUE(instance_.store->write([&](store::Transaction& transaction) -> Result<void> {
    transaction.insert_attachment(left);
    transaction.put_chunk(left.id, 0, as_bytes("sealed under a key that was never written down"));
    return {};
  }));
  instance_.close();
  instance_.open();
  instance_.store->read([&](store::Reader& reader) {
    EXPECT_FALSE(reader.find_attachment(left.id));
    EXPECT_FALSE(reader.chunk(left.id, 0));
  });
  instance_.close();
  EXPECT_FALSE(anywhere("a key that was never written down"));
}

TEST_F(Files, ThatWereCutReorderedOrMixedDoNotOpen) {
  const std::string content = text_of(3 * kChunkSize);
  const AttachmentId id = *put(item_, content);
  const AttachmentId second = *put(item_, content);
  const store::AttachmentRow whole = row(id);
  const Bytes a = chunk(id, 0), b = chunk(id, 1), c = chunk(id, 2);
  const std::vector<std::vector<Bytes>> changes = {{a, b}, {b, a, c}, {a, b, chunk(second, 2)}, {a, c}, {a, b, c, c}, {c}, {a, a, c}, {}};
  for (const auto& chunks : changes) {
    SCOPED_TRACE(chunks.size());
    store::AttachmentRow forged = whole;
    forged.chunks = static_cast<std::uint32_t>(chunks.size());
    rewrite(forged, chunks);
    EXPECT_NE(why_not(item_, id), "it was read");
  }
  rewrite(whole, {a, b, c});
  EXPECT_EQ(why_not(item_, id), "it was read") << "each was put right again";
  EXPECT_NE(why_not(item_, forge(item_, whole, {a, b, c})), "it was read") << "under another id";
  const RecordId other = new_item("Another log");
  EXPECT_NE(why_not(other, forge(other, whole, {a, b, c})), "it was read") << "in another record, under the same scope key";
}

TEST_F(Files, GoWithTheirPart_STK_16) {
  const AttachmentId id = *put(item_, text_of(2 * kChunkSize + 5));
  const Bytes sealed = chunk(id, 1);
  const std::string middle(as_text(ByteView(sealed).subspan(1'000, 64)));
  EXPECT_TRUE(anywhere(middle)) << "else this shows nothing";
  auto stream = vault().open_attachment(*grant(support(), Act::read, item_), id);
  ASSERT_TRUE((*stream)->next());
  auto arriving = begin(item_);
  ASSERT_TRUE((*arriving)->add(as_bytes(text_of(2 * kChunkSize))));
  Intent intent{{crypto::new_id<WarrantId>(), "weighty", "intended", case_, parties::agency_id("police"), {}, instance_.clock.now(),
                 std::nullopt}, {}, {}, {}, ""};
  intent.items = {{intent.row.id, item_, "item"}};
  intent.row.content = content_of(intent.items);
  ASSERT_TRUE(instance_.disposal->replay(intent));
  EXPECT_FALSE((*stream)->next()) << "a reading that is under way ends";
  EXPECT_FALSE((*arriving)->add(as_bytes(text_of(2 * kChunkSize)))) << "and so does a file on its way in";
  EXPECT_EQ(row(id).state, "destroyed");
  EXPECT_TRUE(row(id).sealed.empty());
  EXPECT_TRUE(chunk(id, 0).empty());
  *stream = nullptr;
  *arriving = nullptr;
  instance_.close();
  EXPECT_FALSE(anywhere(middle));
  instance_.open();
  EXPECT_TRUE(instance_.vault->try_every_part());
}

TEST_F(Files, AreTriedWithEveryPart) {
  const AttachmentId id = *put(item_, text_of(3 * kChunkSize));
  EXPECT_TRUE(vault().try_every_part());
  store::AttachmentRow whole = row(id);
  Bytes broken = chunk(id, 1);
  broken[5'000] ^= 1;
  rewrite(whole, {chunk(id, 0), broken, chunk(id, 2)});
  const auto tried = vault().try_every_part();
  ASSERT_FALSE(tried);
  EXPECT_THAT(tried.error().message, HasSubstr("file that does not open"));
}

}  // namespace
}  // namespace concordat::vault

#pragma once
// From columns to rows: each takes the columns in the order of the SELECT of its name in transaction.cc.

#include "store/sqlite.h"
#include "store/store.h"

namespace concordat::store {

inline Bytes to_owned(ByteView view) { return Bytes(view.begin(), view.end()); }

inline std::optional<Instant> maybe_instant(const Rows& rows, int column) {
  return rows.is_null(column) ? std::nullopt : std::optional(rows.instant(column));
}

inline std::optional<CivilDate> maybe_day(const Rows& rows, int column) {
  return rows.is_null(column) ? std::nullopt : std::optional(rows.day(column));
}

inline LeafOfCase read_leaf_of_case(const Rows& rows) { return {static_cast<std::uint64_t>(rows.integer(0)), rows.text(1), {}}; }

inline CaseRow read_case(const Rows& rows) {
  return {rows.id<CaseId>(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.day(5),
          static_cast<std::uint64_t>(rows.integer(6))};
}

inline RecordRow read_record(const Rows& rows) {
  return {rows.id<RecordId>(0), rows.is_null(1) ? CaseId() : rows.id<CaseId>(1),
          rows.text(2),         rows.id<AgencyId>(3),
          rows.text(4),         rows.text(5),
          rows.text(6),         rows.day(7),
          rows.text(8)};
}

inline PartRow read_part(const Rows& rows) {
  return {rows.id<RecordId>(0), rows.text(1),       static_cast<std::uint32_t>(rows.integer(2)), rows.id<KeyId>(3),
          maybe_day(rows, 4),   rows.integer(5) != 0, {}};
}

inline AttachmentRow read_attachment(const Rows& rows) {
  return {rows.id<AttachmentId>(0),
          rows.id<RecordId>(1),
          rows.text(2),
          static_cast<std::uint32_t>(rows.integer(3)),
          rows.text(4),
          static_cast<std::uint32_t>(rows.integer(5)),
          static_cast<std::uint64_t>(rows.integer(6)),
          to_owned(rows.bytes(7))};
}

inline HeldPart read_held(const Rows& rows) {
  HeldPart held;
  held.record = read_record(rows);
  held.part = {held.record.id, rows.text(9), static_cast<std::uint32_t>(rows.integer(10)), rows.id<KeyId>(11), maybe_day(rows, 12), false,
               to_owned(rows.bytes(13))};
  return held;
}

inline ListedPart read_listed(const Rows& rows) {
  ListedPart listed;
  listed.record = read_record(rows);
  listed.part = {listed.record.id, rows.text(9), static_cast<std::uint32_t>(rows.integer(10)), rows.id<KeyId>(11), maybe_day(rows, 12),
                 rows.integer(14) != 0, to_owned(rows.bytes(13))};
  listed.number = static_cast<std::uint64_t>(rows.integer(15));
  listed.case_kind = rows.text(16);
  listed.case_state = rows.text(17);
  listed.case_version = static_cast<std::uint64_t>(rows.integer(18));
  listed.has_attachments = rows.integer(19) != 0;
  listed.has_restrictions = rows.integer(20) != 0;
  listed.has_appointments = rows.integer(21) != 0;
  listed.has_emergencies = rows.integer(22) != 0;
  listed.has_asked = rows.integer(23) != 0;
  return listed;
}

inline WarrantRow read_warrant(const Rows& rows) {
  return {rows.id<WarrantId>(0), rows.text(1),  rows.text(2), rows.id<CaseId>(3), rows.id<AgencyId>(4), to_owned(rows.bytes(5)),
          rows.instant(6),       maybe_instant(rows, 7)};
}

inline AppointmentRow read_appointment(const Rows& rows) {
  return {rows.id<AppointmentId>(0), rows.id<CaseId>(1),      rows.id<AccountId>(2), rows.text(3),           rows.text(4), rows.instant(5),
          maybe_instant(rows, 6),    rows.id<AccountId>(7), maybe_instant(rows, 8), maybe_instant(rows, 9)};
}

inline RoleGrantRow read_role_grant(const Rows& rows) {
  return {rows.id<RoleGrantId>(0), rows.id<AccountId>(1), rows.text(2),          rows.id<AccountId>(3),  rows.instant(4),
          maybe_instant(rows, 5),  rows.id<AccountId>(6), rows.id<AccountId>(7), maybe_instant(rows, 8), maybe_instant(rows, 9)};
}

inline EmergencyRow read_emergency(const Rows& rows) {
  return {rows.id<EmergencyId>(0), rows.id<CaseId>(1),   rows.id<AccountId>(2),  rows.instant(3),       rows.instant(4),
          rows.id<AccountId>(5),   rows.id<RecordId>(6), maybe_instant(rows, 7), rows.id<AccountId>(8), rows.text(9)};
}

inline RestrictionRow read_restriction(const Rows& rows) {
  return {rows.id<RestrictionId>(0), rows.id<RecordId>(1), rows.text(2),           rows.text(3),         rows.instant(4),
          rows.id<AccountId>(5),     maybe_day(rows, 6),   maybe_instant(rows, 7), rows.id<AccountId>(8)};
}

template <class Row>
std::vector<Row> all(Rows rows, Row (*read)(const Rows&)) {
  std::vector<Row> found;
  while (rows.next()) found.push_back(read(rows));
  return found;
}

template <class Row>
inline std::optional<Row> first(Rows rows, Row (*read)(const Rows&)) {
  return rows.next() ? std::optional(read(rows)) : std::nullopt;
}

}  // namespace concordat::store

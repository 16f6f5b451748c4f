#pragma once
// From version 4 to 5: the leaves of a case that tell of a change, so that a case is not slower to open the more it is read. Frozen once
// it is out; the events are those that told of a reading then.

namespace concordat::store {

inline constexpr const char* kVersion5 = R"sql(
CREATE TABLE changes (case_id BLOB NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (case_id, position)) STRICT, WITHOUT ROWID;
INSERT INTO changes SELECT case_id, position FROM leaves WHERE case_id IS NOT NULL AND
  NOT (leaf LIKE '%' || char(9) || 'record.read' || char(9) || '%' OR leaf LIKE '%' || char(9) || 'list.read' || char(9) || '%' OR
       leaf LIKE '%' || char(9) || 'search.read' || char(9) || '%' OR leaf LIKE '%' || char(9) || 'attachment.read' || char(9) || '%');
)sql";

}  // namespace concordat::store

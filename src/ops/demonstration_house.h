#pragma once
// What the office of a partnership sees to beside its cases, for a demonstration: what only a person can show is on record, and a
// backup was taken and tried.

#include "ops/backup.h"
#include "ops/demonstration_company.h"
#include "ops/restore.h"

namespace concordat::ops {

// Of each thing that the charter asks a person to show: invented, and it says so.
Result<void> put_evidence_on_record(Company& company);

// Where the backups of a demonstration lie: DIRECTORY.backups, and those of its keys apart.
BackupPlace backups_beside(const std::string& directory);
// The first one, and what a drill of it is to restore from.
Result<RestoreFrom> first_backup(Instance& instance, const Clock& clock);

}  // namespace concordat::ops

#include "ops/demonstration_house.h"

#include "vault/statements.h"

namespace concordat::ops {
namespace {

constexpr int kDaysSinceSeen = 30;

}  // namespace

Result<void> put_evidence_on_record(Company& company) {
  const auto who = company.who_may(charter::Capability::see_ledger);
  if (who.empty()) return {};
  const auto mandate = company.vault().gate().authorise(who.front(), charter::Capability::see_ledger);
  if (!mandate) return mandate.error();
  const CivilDate day = company.vault().today().plus_days(-kDaysSinceSeen);
  for (const charter::Evidence& asked : company.charter().evidence)
    TRY(vault::put_statement(company.vault(), *mandate,
                             {asked.name, "Invented for this demonstration: nobody has seen a document", "Demonstration", day,
                              day.plus_months(asked.renew_months)}));
  return {};
}

BackupPlace backups_beside(const std::string& directory) { return {directory + ".backups", directory + ".backups-of-keys"}; }

Result<RestoreFrom> first_backup(Instance& instance, const Clock& clock) {
  const BackupPlace place = backups_beside(instance.directory());
  const Backup backup = TRY(take_backup(instance, place.to, place.keys_to, clock));
  return RestoreFrom{backup.database_folder, backup.keys_folder, instance.directory() + "/deposits"};
}

}  // namespace concordat::ops

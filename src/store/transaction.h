#pragma once
// The domain's operations in SQL, over one connection. The caller begins and ends the transaction.
// `forgot`, where given, is set when sealed bytes were overwritten: the log of writes still holds them until it is emptied.

#include <memory>

#include "store/sqlite.h"
#include "store/store.h"

namespace concordat::store {

std::unique_ptr<Transaction> make_transaction(Connection& connection, bool* forgot = nullptr);

}  // namespace concordat::store

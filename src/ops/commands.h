#pragma once
// The sub-commands that work on a data directory. Exit codes: 0 done, 1 found something wrong, 2 misuse.

#include <iosfwd>
#include <span>
#include <string_view>

namespace concordat::ops {

using Arguments = std::span<const std::string_view>;

int run_init(Arguments arguments, std::ostream& out, std::ostream& err);
int run_activate(Arguments arguments, std::ostream& out, std::ostream& err);
int run_adopt(Arguments arguments, std::ostream& out, std::ostream& err);
int run_demo(Arguments arguments, std::ostream& out, std::ostream& err);
int run_serve(Arguments arguments, std::ostream& out, std::ostream& err);
int run_dispose(Arguments arguments, std::ostream& out, std::ostream& err);
int run_partner(Arguments arguments, std::ostream& out, std::ostream& err);
int run_agent(Arguments arguments, std::ostream& out, std::ostream& err);
int run_fsck(Arguments arguments, std::ostream& out, std::ostream& err);
int run_attest(Arguments arguments, std::ostream& out, std::ostream& err);
int run_evidence(Arguments arguments, std::ostream& out, std::ostream& err);
int run_backup(Arguments arguments, std::ostream& out, std::ostream& err);
int run_restore(Arguments arguments, std::ostream& out, std::ostream& err);
int run_rekey(Arguments arguments, std::ostream& out, std::ostream& err);
int run_notice(Arguments arguments, std::ostream& out, std::ostream& err);
int run_ledger(Arguments arguments, std::ostream& out, std::ostream& err);
int run_prove(Arguments arguments, std::ostream& out, std::ostream& err);
int run_verify_proof(Arguments arguments, std::ostream& out, std::ostream& err);
int run_verify_certificate(Arguments arguments, std::ostream& out, std::ostream& err);

}  // namespace concordat::ops

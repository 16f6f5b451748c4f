#pragma once
// What is measured beside the mixes, on the same data.

#include "engine.h"

namespace concordat::privacy {

// One record by its key, all of one person's, and all of the person of whom most is held.
void measure_erasing(Engine& engine, const Model& model, std::uint32_t clients);
// Of the product alone: opening, attestation, fsck, and where its bytes are.
void measure_start(Engine& engine, const Model& model);

}  // namespace concordat::privacy

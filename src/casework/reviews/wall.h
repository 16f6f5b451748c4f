#pragma once
// The board that fits a wall: one column a state, a card each. References only, no names.

#include "casework/cases/visit.h"

namespace concordat::casework {

inline constexpr const char* kWall = "/workspace/reviews/board";

void add_wall(http::Router& router, const App& app);

}  // namespace concordat::casework

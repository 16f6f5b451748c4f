#pragma once
// The settings of toml++, the same for the whole program: they change inline functions of one name, so two source
// files that set them differently would crash together. Include this before toml++/toml.h.
//
// toml++ 3.3 asserts that a table's heading begins with a key before it has looked ("[.a]", "[" and the end of the line),
// and in a release build tells the optimiser that nothing else can come. The error it reports right after is the right
// answer, so its assertions are made to say nothing in either build. Found by fuzz/charter.cc.

#undef NDEBUG
#define TOML_ASSERT(expression) static_assert(true)
#define TOML_EXCEPTIONS 0
#define TOML_MAX_NESTED_VALUES 32

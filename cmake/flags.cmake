# Language, warnings and the hardening flags of the OpenSSF compiler guide.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

option(CONCORDAT_FUZZ "Build the fuzzers (clang only)" OFF)
option(CONCORDAT_BENCH "Build the benchmarks" OFF)
set(CONCORDAT_SANITIZE "" CACHE STRING "address,undefined or thread")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
find_program(LLD ld.lld)
if(MOLD)
  add_link_options(-fuse-ld=mold)
elseif(LLD)
  add_link_options(-fuse-ld=lld)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat=2 -Wimplicit-fallthrough
  -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -fno-delete-null-pointer-checks
  -fno-strict-overflow -D_GLIBCXX_ASSERTIONS)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  add_compile_options(-Werror)  # with the reference compiler; another one's new warnings must not stop a user's build
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fstack-reuse=none)  # g++ 12 reuses stack slots of temporaries that are still in use
endif()
add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)
if(CONCORDAT_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(NOT CONCORDAT_SANITIZE)
  add_compile_options("$<$<CONFIG:Release>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=3>")
  add_link_options($<$<LINK_LANGUAGE:CXX>:-pie>)
else()
  add_compile_options(-fsanitize=${CONCORDAT_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${CONCORDAT_SANITIZE})
endif()

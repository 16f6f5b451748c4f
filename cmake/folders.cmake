# One static library and one unit-test program for each folder of src/. A library links every folder above it, so that
# what a folder may include is also what it can link.

set(CONCORDAT_FOLDERS_TOP_DOWN "")

# A clean build reads the standard library anew for each file; several of ours in one (a unity build) halve its time, and
# make the next build after a change slower. A folder takes part with what it names: `sources`, `tests` or both. It cannot
# where two of its files have an internal name in common.
option(CONCORDAT_UNITY "Compile several files of a folder as one: for clean builds" OFF)
if(CONCORDAT_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wno-free-nonheap-object)  # g++ 12 takes a short string's own buffer for what its destructor frees
endif()

# concordat_folder(NAME [NEEDS external targets...] [UNITY sources tests])
function(concordat_folder name)
  cmake_parse_arguments(FOLDER "" "" "NEEDS;UNITY" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  if(NOT sources AND NOT tests)
    return()
  endif()
  if(NOT sources)
    file(WRITE ${CMAKE_BINARY_DIR}/empty_${name}.cc "")
    set(sources ${CMAKE_BINARY_DIR}/empty_${name}.cc)
  endif()
  add_library(concordat_${name} STATIC ${sources})
  if(CONCORDAT_UNITY AND "sources" IN_LIST FOLDER_UNITY)
    set_target_properties(concordat_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
  endif()
  target_include_directories(concordat_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(concordat_${name} PUBLIC ${CONCORDAT_FOLDERS_TOP_DOWN} ${FOLDER_NEEDS})
  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE concordat_${name} GTest::gtest GTest::gmock GTest::gtest_main)
    if(CONCORDAT_UNITY AND "tests" IN_LIST FOLDER_UNITY)
      set_target_properties(${name}_test PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
    endif()
    add_test(NAME ${name} COMMAND ${name}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  endif()
  set(CONCORDAT_FOLDERS_TOP_DOWN concordat_${name} ${CONCORDAT_FOLDERS_TOP_DOWN} PARENT_SCOPE)
endfunction()

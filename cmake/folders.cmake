# One static library and one unit-test program for each folder of src/. A library links every folder above it, so that
# what a folder may include is also what it can link.

set(CONCORDAT_FOLDERS_TOP_DOWN "")

# A clean build reads the standard library anew for each file; ten of ours in one (a unity build) take a third of the time,
# and make the next build after a change slower. The price: the files of one directory share their internal names.
option(CONCORDAT_UNITY "Compile the files of a directory as one: for clean builds" OFF)
if(CONCORDAT_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 takes a short string's own buffer for what its destructor frees, and a unit of several files for a header.
  add_compile_options(-Wno-free-nonheap-object -Wno-subobject-linkage)
endif()

function(concordat_unity target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${CONCORDAT_UNITY} UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    get_filename_component(directory ${source} DIRECTORY)
    string(MAKE_C_IDENTIFIER "${directory}" group)
    math(EXPR ${group} "${${group}} + 1")
    math(EXPR part "${${group}} / 10")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${group}_${part})
  endforeach()
endfunction()

# What only drives the tests gains nothing by being optimised.
function(concordat_test_program target)
  target_link_libraries(${target} PRIVATE GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_options(${target} PRIVATE -O0 -U_FORTIFY_SOURCE)
endfunction()

# concordat_folder(NAME [NEEDS external targets...])
function(concordat_folder name)
  cmake_parse_arguments(FOLDER "" "" "NEEDS" ${ARGN})
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
  concordat_unity(concordat_${name})
  target_include_directories(concordat_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(concordat_${name} PUBLIC ${CONCORDAT_FOLDERS_TOP_DOWN} ${FOLDER_NEEDS})
  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE concordat_${name})
    concordat_test_program(${name}_test)
    concordat_unity(${name}_test)
    add_test(NAME ${name} COMMAND ${name}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  endif()
  set(CONCORDAT_FOLDERS_TOP_DOWN concordat_${name} ${CONCORDAT_FOLDERS_TOP_DOWN} PARENT_SCOPE)
endfunction()

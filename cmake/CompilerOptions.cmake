# What every target of ours is compiled with. Applied by llmcost_library and llmcost_test below, never directory-wide,
# so that no foreign code is held to our warnings.
add_library(llmcost_options INTERFACE)
# Errors for who works on the code. Who only builds it may have a newer compiler with opinions we have not met.
if(LLMCOST_TESTS)
  set(warnings_as_errors -Werror)
endif()
target_compile_options(llmcost_options INTERFACE
  -Wall -Wextra -Wpedantic ${warnings_as_errors} -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wold-style-cast -Wimplicit-fallthrough -Wnull-dereference)
target_include_directories(llmcost_options INTERFACE "${PROJECT_SOURCE_DIR}/src")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports null dereferences, uninitialised values and mismatched delete inside its own coroutine frames, and
  # overlapping copies inside its own std::string operator+ (GCC bug 105651).
  target_compile_options(llmcost_options INTERFACE -Wno-null-dereference -Wno-maybe-uninitialized
                                                   -Wno-mismatched-new-delete -Wno-restrict)
  # Of files that are compiled together it takes each for a header, in which no anonymous namespace may be.
  if(CMAKE_UNITY_BUILD)
    target_compile_options(llmcost_options INTERFACE -Wno-subobject-linkage)
  endif()
endif()
if(LLMCOST_SANITIZE)
  target_compile_options(llmcost_options INTERFACE -fsanitize=${LLMCOST_SANITIZE} -fno-omit-frame-pointer
                                                   -fno-sanitize-recover=all)
  target_link_options(llmcost_options INTERFACE -fsanitize=${LLMCOST_SANITIZE})
  if(LLMCOST_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(llmcost_options INTERFACE -Wno-tsan)
  endif()
endif()

# llmcost_compile_by_family(<target>): where files are compiled together (CMAKE_UNITY_BUILD, which a release build takes for
# a third of the time), only those of one family are, whose names begin with the same word: openai.cc and openai_json.cc,
# but not openai.cc and mistral.cc. So each family may call its own things what it likes.
function(llmcost_compile_by_family target)
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    string(REGEX MATCH "^[a-z]+" family "${source}")
    set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${family}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
endfunction()

# llmcost_library(<floor> SOURCES a.cc … [LINK libs …]): one floor of the program.
function(llmcost_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(llmcost_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(llmcost_${name} PUBLIC ${ARG_LINK} PRIVATE llmcost_options)
  llmcost_compile_by_family(llmcost_${name})
  target_include_directories(llmcost_${name} PUBLIC "${PROJECT_SOURCE_DIR}/src")
endfunction()

# llmcost_test(<floor> SOURCES a_test.cc … [LINK libs …] [TOGETHER filter]): the unit tests of a floor, one program, each
# TEST a ctest test. Those that the filter names run one after the other in one process, as one ctest test.
function(llmcost_test name)
  if(NOT LLMCOST_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "TOGETHER" "SOURCES;LINK" ${ARGN})
  add_executable(${name}_test ${ARG_SOURCES})
  target_link_libraries(${name}_test PRIVATE llmcost_${name} ${ARG_LINK} llmcost_options GTest::gmock GTest::gtest_main)
  if(ARG_TOGETHER)
    set(each TEST_FILTER "-${ARG_TOGETHER}")
    add_test(NAME "${name}_test.${ARG_TOGETHER}" COMMAND ${name}_test "--gtest_filter=${ARG_TOGETHER}")
    set_tests_properties("${name}_test.${ARG_TOGETHER}" PROPERTIES TIMEOUT 600)
  endif()
  gtest_discover_tests(${name}_test DISCOVERY_MODE PRE_TEST ${each} PROPERTIES TIMEOUT 120)
endfunction()

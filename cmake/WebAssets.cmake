# The page inside the program: the files of web/dist with their compressed forms, content types and hashes, made at
# build time by embed_web_assets.cmake and linked in by the assembler's .incbin, which takes no compile time.
# Needs no Node: without web/dist a page is built in that says so (cmake/page_not_built/).
enable_language(ASM)
find_program(BROTLI_PROGRAM brotli REQUIRED)
find_program(GZIP_PROGRAM gzip REQUIRED)

# llmcost_web_assets(<target> [DIST <folder>]): defines WebAssets() of src/api/web_assets.h in the target.
function(llmcost_web_assets target)
  cmake_parse_arguments(ARG "" "DIST" "" ${ARGN})
  if(NOT ARG_DIST)
    set(ARG_DIST "${PROJECT_SOURCE_DIR}/web/dist")
  endif()
  set(out "${CMAKE_CURRENT_BINARY_DIR}/${target}_web_assets")
  # The list of files is read at build time and told to ninja by the dependency file, folders included, so a page built
  # anew is embedded anew without configuring again.
  add_custom_command(
    OUTPUT "${out}/web_assets.cc" "${out}/web_assets_data.S"
    COMMAND "${CMAKE_COMMAND}" -D "DIST=${ARG_DIST}" -D "OUT=${out}" -D "SOURCE_DIR=${PROJECT_SOURCE_DIR}"
            -D "BROTLI=${BROTLI_PROGRAM}" -D "GZIP=${GZIP_PROGRAM}"
            -P "${PROJECT_SOURCE_DIR}/cmake/embed_web_assets.cmake"
    DEPENDS "${PROJECT_SOURCE_DIR}/cmake/embed_web_assets.cmake"
    DEPFILE "${out}/web_assets.d"
    COMMENT "Embedding the page"
    VERBATIM)
  target_sources(${target} PRIVATE "${out}/web_assets.cc" "${out}/web_assets_data.S")
endfunction()

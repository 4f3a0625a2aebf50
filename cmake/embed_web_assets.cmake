# Run by WebAssets.cmake as `cmake -P`: reads DIST and writes OUT/web_assets.cc (the table), OUT/web_assets_data.S (the
# bytes) and OUT/web_assets.d (what they were made of).
cmake_minimum_required(VERSION 3.25)

set(type_html "text/html; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_json "application/json")
set(type_webmanifest "application/manifest+json")
set(type_txt "text/plain; charset=utf-8")
set(type_svg "image/svg+xml")
set(type_png "image/png")
set(type_ico "image/x-icon")
set(type_woff2 "font/woff2")

file(MAKE_DIRECTORY "${OUT}")
file(REMOVE_RECURSE "${OUT}/data")
file(MAKE_DIRECTORY "${OUT}/data")

# What tells that the answer may have changed. A folder's time changes when a file comes or goes.
if(EXISTS "${DIST}/index.html")
  set(page "${DIST}")
  set(dependencies "${DIST}")
else()
  set(page "${SOURCE_DIR}/cmake/page_not_built")
  # The nearest folder there is: web/dist will show up in it.
  set(nearest "${DIST}")
  while(NOT EXISTS "${nearest}")
    cmake_path(GET nearest PARENT_PATH nearest)
  endwhile()
  set(dependencies "${nearest}")
  message(STATUS "There is no ${DIST}: building in a page that says so")
endif()
file(GLOB_RECURSE entries LIST_DIRECTORIES true RELATIVE "${page}" "${page}/*")
list(SORT entries)

set(table "")
set(symbols "")
set(data "")
set(index 0)

# add_bytes(<variable> <file>): makes the file's bytes part of the program; the variable is the string_view of them.
function(add_bytes variable file)
  file(SIZE "${file}" size)
  if(size EQUAL 0)
    set(${variable} "{}" PARENT_SCOPE)
    return()
  endif()
  set(symbol "llmcost_web_asset_${index}_${variable}")
  string(APPEND data "  .balign 16\n  .globl ${symbol}\n  .hidden ${symbol}\n${symbol}:\n  .incbin \"${file}\"\n")
  string(APPEND symbols "extern const char ${symbol}[];\n")
  set(data "${data}" PARENT_SCOPE)
  set(symbols "${symbols}" PARENT_SCOPE)
  set(${variable} "{${symbol}, ${size}}" PARENT_SCOPE)
endfunction()

foreach(entry IN LISTS entries)
  set(file "${page}/${entry}")
  list(APPEND dependencies "${file}")
  if(IS_DIRECTORY "${file}")
    continue()
  endif()

  string(REGEX MATCH "[^.]*$" extension "${entry}")
  string(TOLOWER "${extension}" extension)
  set(type "application/octet-stream")
  if(DEFINED "type_${extension}")
    set(type "${type_${extension}}")
  endif()

  file(SHA256 "${file}" hash)
  string(SUBSTRING "${hash}" 0 32 hash)

  # Vite names what it builds name-<8 characters of hash>.ext, all of it in assets/.
  set(immutable false)
  set(c "[A-Za-z0-9_-]")
  if(entry MATCHES "^assets/.+-${c}${c}${c}${c}${c}${c}${c}${c}\\.[a-z0-9]+$")
    set(immutable true)
  endif()

  # Copies named by content: when a file changes, so does the text of web_assets_data.S, and it is assembled again.
  set(plain "${OUT}/data/${hash}")
  file(COPY_FILE "${file}" "${plain}")
  execute_process(COMMAND "${GZIP}" -9nc "${plain}" OUTPUT_FILE "${plain}.gz" COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND "${BROTLI}" -f -q 11 -o "${plain}.br" "${plain}" COMMAND_ERROR_IS_FATAL ANY)
  file(SIZE "${plain}" plain_size)
  add_bytes(identity "${plain}")
  foreach(encoding gzip brotli)
    set(packed "${plain}.gz")
    if(encoding STREQUAL "brotli")
      set(packed "${plain}.br")
    endif()
    file(SIZE "${packed}" packed_size)
    if(packed_size LESS plain_size)
      add_bytes(${encoding} "${packed}")
    else()
      set(${encoding} "{}")
    endif()
  endforeach()
  string(APPEND table
    "    {\"/${entry}\", \"${type}\", \"\\\"${hash}\\\"\", ${immutable}, ${identity}, ${gzip}, ${brotli}},\n")
  math(EXPR index "${index} + 1")
endforeach()

file(WRITE "${OUT}/web_assets_data.S" "  .section .rodata\n${data}  .section .note.GNU-stack,\"\",%progbits\n")
file(WRITE "${OUT}/web_assets.cc"
"// SPDX-License-Identifier: MIT
// Made by cmake/embed_web_assets.cmake; changes here are lost.
#include \"api/web_assets.h\"

#include <array>

extern \"C\" {
${symbols}}

namespace llmcost {
namespace {

constexpr std::array<WebAsset, ${index}> kAssets{{
${table}}};

}  // namespace

std::span<const WebAsset> WebAssets() { return kAssets; }

}  // namespace llmcost
")

list(TRANSFORM dependencies REPLACE " " "\\\\ ")
list(JOIN dependencies " \\\n  " dependencies)
string(REPLACE " " "\\ " target "${OUT}/web_assets.cc")
file(WRITE "${OUT}/web_assets.d" "${target}: \\\n  ${dependencies}\n")

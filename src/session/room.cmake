# The contract library is carried by the binary: library/*.yaml as one C++ file, made while building.
file(GLOB library_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/library/*.yaml)
set(library_names)
foreach(file ${library_files})
  get_filename_component(name ${file} NAME)
  list(APPEND library_names ${name})
endforeach()
set(embedded ${CMAKE_BINARY_DIR}/generated/library_texts.cpp)
add_custom_command(
  OUTPUT ${embedded}
  COMMAND ${CMAKE_COMMAND} -D OUTPUT=${embedded} -D FOLDER=${CMAKE_SOURCE_DIR}/library "-DNAMES=${library_names}"
          -D SCOPE=cf::session -D FUNCTION=embedded_texts -P ${CMAKE_SOURCE_DIR}/cmake/embed_texts.cmake
  DEPENDS ${library_files} ${CMAKE_SOURCE_DIR}/cmake/embed_texts.cmake
  COMMENT "carrying the contract library"
  VERBATIM)
target_sources(cf_session PRIVATE ${embedded})

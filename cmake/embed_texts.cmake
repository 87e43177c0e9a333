# Writes a C++ file that holds texts, so that the program needs no file beside it.
# cmake -D OUTPUT=… -D FOLDER=… -D NAMES=a;b -D SCOPE=cf::session -D FUNCTION=embedded_texts -P embed_texts.cmake
# Each name is a file of FOLDER; the result defines std::span<const EmbeddedText> SCOPE::FUNCTION(), in the order of NAMES.
set(out "// Made from the files of ${FOLDER} while building.\n#include <span>\n\n#include \"base/embedded_text.hpp\"\n\n")
string(APPEND out "namespace ${SCOPE} {\n\nstd::span<const EmbeddedText> ${FUNCTION}();\n\n")
string(APPEND out "std::span<const EmbeddedText> ${FUNCTION}() {\n  static constexpr EmbeddedText kTexts[] = {\n      {\"\", \"\"},\n")
foreach(name ${NAMES})
  file(READ ${FOLDER}/${name} text)
  string(FIND "${text}" ")CF_TEXT\"" at)
  if(NOT at EQUAL -1)
    message(FATAL_ERROR "${name} holds the mark that ends an embedded text")
  endif()
  string(APPEND out "      {\"${name}\", R\"CF_TEXT(${text})CF_TEXT\"},\n")
endforeach()
string(APPEND out "  };\n  return std::span(kTexts).subspan(1);\n}\n\n}  // namespace ${SCOPE}\n")
file(WRITE ${OUTPUT}.new "${out}")
file(COPY_FILE ${OUTPUT}.new ${OUTPUT} ONLY_IF_DIFFERENT)
file(TOUCH ${OUTPUT})

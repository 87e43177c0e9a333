# Statistics are passes over columns: worth the vectorizer of -O3, which changes no sum (floating point is never reordered).
target_compile_options(cf_measure PRIVATE $<$<CONFIG:Release>:-O3>)
# Each file of passes is compiled for its instruction set, and for nothing newer; all others for any machine.
set(passes ${CMAKE_SOURCE_DIR}/src/measure/vector)
set_source_files_properties(${passes}/passes_avx2.cpp PROPERTIES COMPILE_OPTIONS "-mavx2")
set_source_files_properties(${passes}/passes_avx512.cpp PROPERTIES COMPILE_OPTIONS
                            "-mavx512f;-mavx512dq;-mavx512vl;-mprefer-vector-width=512")

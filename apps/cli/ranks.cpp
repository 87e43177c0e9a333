#include "ranks.hpp"

#include <charconv>

namespace cf::cli {
namespace {

std::optional<int> number(const std::optional<std::string>& text) {
  int value = 0;
  if (!text) return std::nullopt;
  const auto [stop, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  return error == std::errc() && stop == text->data() + text->size() && value >= 0 ? std::optional(value) : std::nullopt;
}

}  // namespace

Started started(std::optional<std::string> (*environment)(const char* name)) {
  // Open MPI; MPICH, Intel MPI and srun --mpi=pmi2; srun --mpi=pmix, which leaves the number to Slurm.
  constexpr const char* kNames[][2] = {
      {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"}, {"PMI_RANK", "PMI_SIZE"}, {"PMIX_RANK", "SLURM_STEP_NUM_TASKS"}};
  for (const auto& [rank_name, count_name] : kNames) {
    const auto rank = number(environment(rank_name)), count = number(environment(count_name));
    if (rank && count && *rank < *count) return {*rank, *count, true};
  }
  return {};
}

}  // namespace cf::cli

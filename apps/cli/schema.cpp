#include "commands.hpp"
#include "model/fields.hpp"

namespace cf::cli {

ExitCode schema_command(Context& context) {
  context.console.data(model::json_schema());
  return ExitCode::fine;
}

}  // namespace cf::cli

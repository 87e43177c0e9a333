#include "model/streams.hpp"

#include <set>
#include <string>

#include "base/random.hpp"

namespace cf::model {

Streams streams_of(std::span<const Model* const> models) {
  std::set<std::string> once, by_step;
  Streams streams;
  for (const Model* model : models) {
    streams.num_steps = model->time.num_steps;
    for (const Input& input : model->inputs)
      if (input.distribution != Distribution::fixed) once.insert(input.named.name);
    for (const Driver& driver : model->drivers) {
      const std::string& name = driver.named.name;
      if (driver.process == Process::event) {
        once.insert(name);
        continue;
      }
      by_step.insert(name);
      if (driver.process != Process::jump) continue;
      by_step.insert(name + "#count");
      by_step.insert(name + "#size");
    }
  }
  for (const std::string& name : once) streams.once.push_back(stream_of(name));
  for (const std::string& name : by_step) streams.by_step.push_back(stream_of(name));
  return streams;
}

}  // namespace cf::model

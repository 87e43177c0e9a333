// Which random numbers a deal draws: the streams of its inputs and drivers, in an order that depends on their names alone.
#pragma once
#include <span>

#include "base/points.hpp"
#include "model/model.hpp"

namespace cf::model {

// Of models of one deal and one time grid, under any of its terms.
Streams streams_of(std::span<const Model* const> models);

}  // namespace cf::model

#pragma once
// https://pyyaml.org/wiki/LibYAML
#include <yaml.h>

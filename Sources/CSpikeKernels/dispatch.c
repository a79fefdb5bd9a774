#include "CSpikeKernels.h"

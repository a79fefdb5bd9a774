#ifndef C_SPIKE_KERNELS_H
#define C_SPIKE_KERNELS_H
#endif

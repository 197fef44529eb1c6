/** Time and memory of one training iteration, ours against PyTorch's. */
package org.improvedgan.benchmarks.training;

/** Speed and memory of the full-size Inception, ours against PyTorch's. */
package org.improvedgan.benchmarks.evaluator;

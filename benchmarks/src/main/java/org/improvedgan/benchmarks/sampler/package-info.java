/** The sampler under load, beside a plain server in Python and ONNX Runtime without any server. */
package org.improvedgan.benchmarks.sampler;

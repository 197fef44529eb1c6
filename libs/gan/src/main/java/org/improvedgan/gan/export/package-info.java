/** Trained networks as ONNX models. */
package org.improvedgan.gan.export;

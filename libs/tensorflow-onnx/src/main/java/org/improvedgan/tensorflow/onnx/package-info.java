/** Translates TensorFlow graphs into ONNX models, one rule for each operation. */
package org.improvedgan.tensorflow.onnx;

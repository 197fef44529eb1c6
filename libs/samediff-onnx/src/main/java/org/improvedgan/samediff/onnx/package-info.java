/**
 * SameDiff graphs as ONNX models: {@link org.improvedgan.samediff.onnx.OnnxExport} translates, one table
 * ({@code Operations}) says how each operation is written.
 */
package org.improvedgan.samediff.onnx;

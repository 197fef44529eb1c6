package org.improvedgan.sampler.inference;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.improvedgan.inference.v2.InferParameter;
import org.improvedgan.inference.v2.InferTensorContents;
import org.improvedgan.inference.v2.ModelInferRequest;
import org.improvedgan.inference.v2.ModelInferRequest.InferInputTensor;
import org.improvedgan.inference.v2.ModelInferRequest.InferRequestedOutputTensor;

/** Builds requests as a client does. */
final class InferRequests {

  private InferRequests() {
  }

  static ModelInferRequest.Builder seed(long seed, int count) {
    return ModelInferRequest.newBuilder().putParameters("seed", number(seed)).putParameters("count", number(count));
  }

  static ModelInferRequest.Builder typed(float[] z, long... shape) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    for (float number : z) {
      contents.addFp32Contents(number);
    }
    return ModelInferRequest.newBuilder().addInputs(tensor("z", "FP32", shape).setContents(contents));
  }

  static ModelInferRequest.Builder raw(float[] z, long... shape) {
    return ModelInferRequest.newBuilder().addInputs(tensor("z", "FP32", shape)).addRawInputContents(bytes(z));
  }

  static InferInputTensor.Builder tensor(String name, String datatype, long... shape) {
    return InferInputTensor.newBuilder().setName(name).setDatatype(datatype)
        .addAllShape(Arrays.stream(shape).boxed().toList());
  }

  static InferInputTensor.Builder classes(long... labels) {
    return tensor("class", "INT64", labels.length).setContents(
        InferTensorContents.newBuilder().addAllInt64Contents(Arrays.stream(labels).boxed().toList()));
  }

  static InferRequestedOutputTensor output(String name) {
    return InferRequestedOutputTensor.newBuilder().setName(name).build();
  }

  static List<InferRequestedOutputTensor> outputs(String... names) {
    return Arrays.stream(names).map(InferRequests::output).toList();
  }

  static ByteString bytes(float[] numbers) {
    ByteBuffer buffer = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(numbers);
    return ByteString.copyFrom(buffer);
  }

  static InferParameter number(long value) {
    return InferParameter.newBuilder().setInt64Param(value).build();
  }

  static InferParameter text(String value) {
    return InferParameter.newBuilder().setStringParam(value).build();
  }

  static InferParameter truth(boolean value) {
    return InferParameter.newBuilder().setBoolParam(value).build();
  }

  static InferParameter fraction(double value) {
    return InferParameter.newBuilder().setDoubleParam(value).build();
  }
}

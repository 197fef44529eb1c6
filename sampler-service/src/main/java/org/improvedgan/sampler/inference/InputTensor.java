package org.improvedgan.sampler.inference;

import static org.improvedgan.sampler.inference.Sentences.check;
import static org.improvedgan.sampler.inference.Sentences.invalid;
import static org.improvedgan.sampler.inference.Sentences.quote;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.improvedgan.inference.v2.InferTensorContents;
import org.improvedgan.inference.v2.ModelInferRequest;
import org.improvedgan.inference.v2.ModelInferRequest.InferInputTensor;

/**
 * One input of a request. What is read of it has been checked: its datatype, its shape, and that it has as many
 * elements as that shape says.
 *
 * @param raw its bytes; empty where its contents are typed
 */
record InputTensor(InferInputTensor tensor, Optional<ByteString> raw) {

  /** All inputs of a request over gRPC. */
  static List<InputTensor> all(ModelInferRequest request) {
    List<ByteString> raw = request.getRawInputContentsList();
    check(raw.isEmpty() || raw.size() == request.getInputsCount(), "raw_input_contents must be empty or have one entry "
        + "an input, " + request.getInputsCount() + ", not " + raw.size() + ".");
    return IntStream.range(0, request.getInputsCount())
        .mapToObj(i -> new InputTensor(
            request.getInputs(i), raw.isEmpty() ? Optional.empty() : Optional.of(raw.get(i))))
        .toList();
  }

  InputTensor {
    check(!tensor.containsParameters("shared_memory_region"), "Input " + quote(tensor.getName())
        + " is said to lie in shared memory, which the sampler does not read; send its contents.");
    check(raw.isEmpty() || elements(tensor.getContents()) == 0, "Input " + quote(tensor.getName())
        + " has raw and typed contents; send one of the two.");
  }

  /** The elements of an FP32 tensor of this many dimensions, all finite. */
  float[] floats(int dimensions) {
    int count = count("FP32", Float.BYTES, dimensions, tensor.getContents().getFp32ContentsCount(), "fp32_contents");
    float[] numbers = new float[count];
    raw.ifPresent(bytes -> littleEndian(bytes).asFloatBuffer().get(numbers));
    for (int i = 0; i < count; i++) {
      if (raw.isEmpty()) {
        numbers[i] = tensor.getContents().getFp32Contents(i);
      }
      if (!Float.isFinite(numbers[i])) {
        throw invalid("Input " + quote(name()) + " must hold finite numbers; number " + i + " is " + numbers[i] + ".");
      }
    }
    return numbers;
  }

  /** The elements of an INT64 tensor of this many dimensions. */
  long[] longs(int dimensions) {
    int count = count("INT64", Long.BYTES, dimensions, tensor.getContents().getInt64ContentsCount(), "int64_contents");
    long[] numbers = new long[count];
    raw.ifPresentOrElse(bytes -> littleEndian(bytes).asLongBuffer().get(numbers),
        () -> Arrays.setAll(numbers, i -> tensor.getContents().getInt64Contents(i)));
    return numbers;
  }

  String name() {
    return tensor.getName();
  }

  /** Length along one dimension. */
  int length(int dimension) {
    return Math.toIntExact(tensor.getShape(dimension));
  }

  private int count(String datatype, int size, int dimensions, int typed, String field) {
    String name = "Input " + quote(name());
    check(tensor.getDatatype().equals(datatype),
        name + " must be " + datatype + ", not " + quote(tensor.getDatatype()) + ".");
    List<Long> shape = tensor.getShapeList();
    check(shape.size() == dimensions,
        name + " must have " + dimensions + (dimensions == 1 ? " dimension" : " dimensions") + ", not " + shape.size()
            + ".");
    check(shape.stream().allMatch(length -> length >= 1), name + " has the shape " + shape
        + "; every length must be 1 or more.");
    long count = 1;
    try {
      for (long length : shape) {
        count = Math.multiplyExact(count, length);
      }
      Math.multiplyExact(count, size);
    } catch (ArithmeticException e) {
      throw invalid(name + " has the shape " + shape + ", which is more than any message can hold.");
    }
    long there = raw.map(bytes -> (long) bytes.size()).orElse((long) typed);
    long expected = raw.isPresent() ? count * size : count;
    check(there == expected, name + " of the shape " + shape + " must have " + expected
        + (raw.isPresent() ? " raw bytes, not " : " numbers, not ") + there + ".");
    check(raw.isPresent() || elements(tensor.getContents()) == count, name + " must have its numbers in "
        + field + " alone.");
    return Math.toIntExact(count);
  }

  private static ByteBuffer littleEndian(ByteString bytes) {
    return bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long elements(InferTensorContents contents) {
    return (long) contents.getBoolContentsCount() + contents.getIntContentsCount() + contents.getInt64ContentsCount()
        + contents.getUintContentsCount() + contents.getUint64ContentsCount() + contents.getFp32ContentsCount()
        + contents.getFp64ContentsCount() + contents.getBytesContentsCount();
  }
}

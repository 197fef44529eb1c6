package org.improvedgan.sampler.inference;

import static org.improvedgan.sampler.inference.Sentences.check;
import static org.improvedgan.sampler.inference.Sentences.invalid;
import static org.improvedgan.sampler.inference.Sentences.quote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.improvedgan.inference.v2.InferParameter;
import org.improvedgan.inference.v2.InferTensorContents;
import org.improvedgan.inference.v2.ModelInferRequest;
import org.improvedgan.inference.v2.ModelInferRequest.InferInputTensor;

/**
 * Reads requests that come over HTTP: JSON, and behind it the bytes of those inputs that say {@code binary_data_size}
 * (Triton's binary tensor extension).
 */
final class JsonRequest {

  private static final String BINARY_DATA_SIZE = "binary_data_size";

  private record Body(String id, Map<String, JsonNode> parameters, List<Input> inputs, List<Output> outputs) {
  }

  private record Input(String name, String datatype, List<Long> shape, Map<String, JsonNode> parameters,
      @JsonDeserialize(using = FlatNumbers.class) double[] data) {
  }

  private record Output(String name, Map<String, JsonNode> parameters) {
  }

  private final ObjectReader reader;

  JsonRequest(ObjectMapper mapper) {
    reader = mapper.readerFor(Body.class)
        .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  /**
   * Reads one.
   *
   * @param jsonLength how many bytes of the body are JSON, as text; null for all
   * @throws org.improvedgan.sampler.SamplingException of kind INVALID that says what is wrong
   */
  InferSpec read(String model, String version, byte[] bytes, String jsonLength) {
    check(bytes != null && bytes.length > 0, "The body is empty; it must be an inference request in JSON.");
    int binary = jsonLength == null ? bytes.length : length(jsonLength, bytes.length);
    Body body = parse(bytes, binary);
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder()
        .setModelName(model).setModelVersion(version).setId(Objects.requireNonNullElse(body.id(), ""));
    parameters("parameters", body.parameters(), request::putParameters);
    for (Output output : list("outputs", body.outputs())) {
      parameters("outputs.parameters", output.parameters(),
          request.addOutputsBuilder().setName(Objects.requireNonNullElse(output.name(), ""))::putParameters);
    }
    List<InputTensor> inputs = new ArrayList<>();
    for (Input input : list("inputs", body.inputs())) {
      InputTensor tensor = tensor(input, bytes, binary);
      binary += tensor.raw().map(ByteString::size).orElse(0);
      inputs.add(tensor);
    }
    check(binary == bytes.length, (bytes.length - binary) + " bytes at the end of the body belong to no input.");
    return InferSpec.of(request.build(), inputs, false);
  }

  private Body parse(byte[] bytes, int length) {
    try {
      return Objects.requireNonNull(reader.readValue(bytes, 0, length));
    } catch (JsonMappingException e) {
      String field = e.getPath().stream()
          .map(part -> part.getFieldName() == null ? String.valueOf(part.getIndex()) : part.getFieldName())
          .collect(Collectors.joining("."));
      throw invalid(field.isEmpty() ? "The body must be an inference request in JSON."
          : "The body's field " + quote(field) + " is not of the type that an inference request has there.");
    } catch (JsonProcessingException e) {
      throw invalid("The body cannot be read as JSON from line " + e.getLocation().getLineNr() + ", column "
          + e.getLocation().getColumnNr() + " on.");
    } catch (IOException | NullPointerException e) {
      throw invalid("The body must be an inference request in JSON.");
    }
  }

  private static InputTensor tensor(Input input, byte[] bytes, int binary) {
    String name = Objects.requireNonNullElse(input.name(), "");
    String datatype = Objects.requireNonNullElse(input.datatype(), "");
    InferInputTensor.Builder tensor = InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
    list("inputs.shape", input.shape()).forEach(tensor::addShape);
    parameters("inputs.parameters", input.parameters(), tensor::putParameters);
    if (!tensor.containsParameters(BINARY_DATA_SIZE)) {
      return new InputTensor(tensor.setContents(contents(name, datatype, input.data())).build(), Optional.empty());
    }
    long size = tensor.getParametersOrThrow(BINARY_DATA_SIZE).getInt64Param();
    check(tensor.getParametersOrThrow(BINARY_DATA_SIZE).hasInt64Param() && size >= 0 && size <= bytes.length - binary,
        "binary_data_size of input " + quote(name) + " must be a whole number, at most that of the bytes that are "
            + "left, " + (bytes.length - binary) + ".");
    check(input.data() == null, "Input " + quote(name) + " has data and binary_data_size; send one of the two.");
    return new InputTensor(tensor.build(), Optional.of(UnsafeByteOperations.unsafeWrap(bytes, binary, (int) size)));
  }

  /** Empty for a datatype that no input has: that is what is then complained of. */
  private static InferTensorContents contents(String name, String datatype, double[] data) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    for (double number : Objects.requireNonNullElse(data, new double[0])) {
      if (datatype.equals("FP32")) {
        contents.addFp32Contents((float) number);
      } else if (datatype.equals("INT64")) {
        if (number != Math.rint(number)) {
          throw invalid("Input " + quote(name) + " must hold whole numbers, not " + number + ".");
        }
        contents.addInt64Contents((long) number);
      }
    }
    return contents.build();
  }

  private static void parameters(String field, Map<String, JsonNode> from, BiConsumer<String, InferParameter> to) {
    if (from == null) {
      return;
    }
    from.forEach((name, value) -> {
      InferParameter.Builder parameter = InferParameter.newBuilder();
      if (value.isBoolean()) {
        parameter.setBoolParam(value.booleanValue());
      } else if (value.canConvertToLong() && value.isIntegralNumber()) {
        parameter.setInt64Param(value.longValue());
      } else if (value.isIntegralNumber()) {
        parameter.setStringParam(value.asText()); // beyond 2^63; whoever reads it knows its range
      } else if (value.isNumber()) {
        parameter.setDoubleParam(value.doubleValue());
      } else if (value.isTextual()) {
        parameter.setStringParam(value.textValue());
      } else {
        throw invalid("The entry " + quote(name) + " of " + field + " must be true, false, a number or a text.");
      }
      to.accept(name, parameter.build());
    });
  }

  private static <T> List<T> list(String field, List<T> list) {
    List<T> there = Objects.requireNonNullElse(list, List.of());
    check(there.stream().noneMatch(Objects::isNull), "An entry of " + field + " is null.");
    return there;
  }

  private static int length(String text, int most) {
    try {
      int length = Integer.parseInt(text);
      if (length >= 1 && length <= most) {
        return length;
      }
    } catch (NumberFormatException e) {
      // The sentence below says what to do.
    }
    throw invalid(InferenceResource.JSON_LENGTH + " must be a whole number from 1 to the length of the body, " + most
        + ".");
  }
}

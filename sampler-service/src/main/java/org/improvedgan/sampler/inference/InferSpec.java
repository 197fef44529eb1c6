package org.improvedgan.sampler.inference;

import static org.improvedgan.sampler.inference.Sentences.check;
import static org.improvedgan.sampler.inference.Sentences.invalid;
import static org.improvedgan.sampler.inference.Sentences.quote;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.improvedgan.inference.GeneratorSpec;
import org.improvedgan.inference.Latents;
import org.improvedgan.inference.v2.InferParameter;
import org.improvedgan.inference.v2.ModelInferRequest;
import org.improvedgan.inference.v2.ModelInferRequest.InferRequestedOutputTensor;

/**
 * A request that is sound in itself; {@link #latents} holds it against its model.
 *
 * @param model as the client names it
 * @param version as the client names it; empty for the latest
 * @param metric what the version "best" goes by; empty for the usual one
 * @param id what the client wants to read in the answer
 * @param label one class for all images
 * @param labels a class an image; null for none
 * @param outputs what the client wants, at least one
 */
record InferSpec(String model, String version, String metric, String id, ImageSource source, OptionalInt label,
    long[] labels, List<Wanted> outputs) {

  /** An output, and whether its bytes or its numbers are sent. */
  record Wanted(OutputTensor tensor, boolean raw) {

    private int bytes() {
      return tensor.bytes(raw);
    }
  }

  /** What a client takes that was not told to take more: 4 MiB, less what is around the tensors. */
  static final int MAX_BYTES = 4_000_000;
  static final String Z = "z";
  static final String CLASS = "class";

  private static final int MAX_COUNT = 1_000_000;
  private static final int MAX_NAME = 200;
  private static final List<String> OF_SEEDS = List.of(Parameters.SEED, Parameters.FIRST_INDEX, Parameters.TRUNCATION);

  /**
   * Checks a request.
   *
   * @param tensors the inputs of {@code request}, which are not read from it
   * @param rawByDefault in which form outputs are sent unless the request says it
   * @throws org.improvedgan.sampler.SamplingException of kind INVALID that says what is wrong
   */
  static InferSpec of(ModelInferRequest request, List<InputTensor> tensors, boolean rawByDefault) {
    check(request.getId().length() <= MAX_NAME, "id must have at most " + MAX_NAME + " characters.");
    Parameters parameters = new Parameters(request.getParametersMap());
    Map<String, InputTensor> inputs = byName(tensors);
    Optional<InputTensor> classes = Optional.ofNullable(inputs.get(CLASS));
    OptionalInt label = parameters.has(Parameters.CLASS_LABEL)
        ? OptionalInt.of((int) parameters.whole(Parameters.CLASS_LABEL, 0, 0, Integer.MAX_VALUE)) : OptionalInt.empty();
    check(classes.isEmpty() || label.isEmpty(), "Give the input \"class\" or the parameter class_label, not both.");
    ImageSource source = Optional.ofNullable(inputs.get(Z))
        .map(z -> vectors(z, parameters)).orElseGet(() -> seed(parameters));
    long[] labels = classes.map(tensor -> tensor.longs(1)).orElse(null);
    check(labels == null || labels.length == source.count(),
        "Input \"class\" must have one number an image, " + source.count() + ".");
    return new InferSpec(request.getModelName(), request.getModelVersion(), parameters.text(Parameters.METRIC),
        request.getId(), source, label, labels,
        outputs(request, parameters.truth(Parameters.BINARY_DATA_OUTPUT, rawByDefault)));
  }

  /**
   * What the model reads for this request.
   *
   * @throws org.improvedgan.sampler.SamplingException of kind INVALID if the request is nothing for that model
   */
  Latents latents(GeneratorSpec model) {
    checkSize(model);
    Latents rows = source.latents(model, ImageSource.classes(model, label));
    if (labels == null) {
      return rows;
    }
    check(model.classes() > 0, "This model has no classes; leave the input \"class\" out.");
    for (long one : labels) {
      if (one < 0 || one >= model.classes()) {
        throw invalid("Input \"class\" must hold numbers from 0 to " + (model.classes() - 1) + ", not " + one + ".");
      }
    }
    return new ImageSource.Labelled(rows, labels);
  }

  private void checkSize(GeneratorSpec model) {
    long bytes = outputs.stream().mapToLong(wanted -> (long) model.shape().size() * wanted.bytes()).sum();
    long most = Math.max(1, MAX_BYTES / bytes);
    check(source.count() <= most, "An answer holds at most " + most + " of these images, in " + MAX_BYTES
        + " bytes, not " + source.count() + "; ask for them in parts, or call Sample, which streams.");
  }

  private static Map<String, InputTensor> byName(List<InputTensor> tensors) {
    Map<String, InputTensor> inputs = new LinkedHashMap<>();
    for (InputTensor tensor : tensors) {
      check(tensor.name().equals(Z) || tensor.name().equals(CLASS), "There is no input " + quote(tensor.name())
          + "; the inputs are \"z\" and, of a model with classes, \"class\".");
      check(inputs.put(tensor.name(), tensor) == null, "Input " + quote(tensor.name()) + " is there twice.");
    }
    return inputs;
  }

  private static ImageSource vectors(InputTensor tensor, Parameters parameters) {
    for (String name : OF_SEEDS) {
      check(!parameters.has(name), "Give the input \"z\" or the parameter " + name + ", not both.");
    }
    float[] z = tensor.floats(2);
    check(tensor.length(0) == parameters.whole(Parameters.COUNT, tensor.length(0), 1, MAX_COUNT),
        "count must be the number of vectors in \"z\", " + tensor.length(0) + ", or left out.");
    return new ImageSource.Vectors(z, tensor.length(1));
  }

  private static ImageSource seed(Parameters parameters) {
    check(parameters.has(Parameters.SEED), "Give the input \"z\" or the parameter seed.");
    int count = (int) parameters.whole(Parameters.COUNT, 1, 1, MAX_COUNT);
    return new ImageSource.Seed(parameters.unsigned(Parameters.SEED),
        parameters.whole(Parameters.FIRST_INDEX, 0, 0, Long.MAX_VALUE - count), count,
        parameters.number(Parameters.TRUNCATION));
  }

  private static List<Wanted> outputs(ModelInferRequest request, boolean raw) {
    Map<OutputTensor, Wanted> outputs = new LinkedHashMap<>();
    for (InferRequestedOutputTensor wanted : request.getOutputsList()) {
      String name = quote(wanted.getName());
      OutputTensor output = OutputTensor.named(wanted.getName()).orElseThrow(() -> invalid(
          "There is no output " + name + "; the outputs are \"images\" and \"images_float\"."));
      check(!wanted.containsParameters("shared_memory_region"),
          "Output " + name + " is wanted in shared memory, which the sampler does not write; leave that out.");
      check(!wanted.containsParameters("classification"), "Output " + name + " cannot be classified; leave that out.");
      InferParameter form = wanted.getParametersOrDefault("binary_data", InferParameter.getDefaultInstance());
      check(outputs.put(output, new Wanted(output, form.hasBoolParam() ? form.getBoolParam() : raw)) == null,
          "Output " + name + " is asked for twice.");
    }
    return outputs.isEmpty() ? List.of(new Wanted(OutputTensor.IMAGES, raw)) : List.copyOf(outputs.values());
  }
}

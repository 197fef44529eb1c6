package org.improvedgan.sampler.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.improvedgan.sampler.inference.InferRequests.classes;
import static org.improvedgan.sampler.inference.InferRequests.fraction;
import static org.improvedgan.sampler.inference.InferRequests.number;
import static org.improvedgan.sampler.inference.InferRequests.output;
import static org.improvedgan.sampler.inference.InferRequests.outputs;
import static org.improvedgan.sampler.inference.InferRequests.raw;
import static org.improvedgan.sampler.inference.InferRequests.seed;
import static org.improvedgan.sampler.inference.InferRequests.tensor;
import static org.improvedgan.sampler.inference.InferRequests.text;
import static org.improvedgan.sampler.inference.InferRequests.truth;
import static org.improvedgan.sampler.inference.InferRequests.typed;

import com.google.protobuf.ByteString;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.improvedgan.images.ImageShape;
import org.improvedgan.inference.Classes;
import org.improvedgan.inference.GeneratorSpec;
import org.improvedgan.inference.LatentKind;
import org.improvedgan.inference.Latents;
import org.improvedgan.inference.SeedLatents;
import org.improvedgan.inference.v2.InferParameter;
import org.improvedgan.inference.v2.InferTensorContents;
import org.improvedgan.inference.v2.ModelInferRequest;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.SamplingException.Kind;
import org.junit.jupiter.api.Test;

class InferSpecTest {

  private static final ImageShape SHAPE = new ImageShape(28, 28, 1);
  private static final GeneratorSpec PLAIN = new GeneratorSpec(LatentKind.UNIFORM_0_1, 3, SHAPE, 0);
  private static final GeneratorSpec CONDITIONAL = new GeneratorSpec(LatentKind.UNIFORM_0_1, 3, SHAPE, 10);

  private static InferSpec spec(ModelInferRequest.Builder request) {
    return InferSpec.of(request.build(), InputTensor.all(request.build()), true);
  }

  private static float[] row(Latents latents, int row) {
    float[] z = new float[3];
    latents.fill(row, z);
    return z;
  }

  @Test
  void rawAndTypedVectorsAreTheSameNumbers() {
    float[] z = {0.5f, -1, 3e-39f, 2, 0.1f, 7};
    for (ModelInferRequest.Builder request : new ModelInferRequest.Builder[] {raw(z, 2, 3), typed(z, 2, 3)}) {
      Latents latents = spec(request).latents(PLAIN);
      assertThat(latents.count()).isEqualTo(2);
      assertThat(row(latents, 0)).containsExactly(0.5f, -1, 3e-39f);
      assertThat(row(latents, 1)).containsExactly(2, 0.1f, 7);
    }
  }

  @Test
  void aSeedIsThatOfSample() {
    Latents latents = spec(seed(7, 4).putParameters("first_index", number(100))
        .putParameters("truncation", fraction(0.5))).latents(PLAIN);
    Latents expected = new SeedLatents(LatentKind.UNIFORM_0_1, 7, 100, 4, 0.5, Classes.NONE);
    assertThat(latents.count()).isEqualTo(4);
    assertThat(row(latents, 3)).isEqualTo(row(expected, 3));
    assertThat(spec(ModelInferRequest.newBuilder().putParameters("seed", number(7))).source().count()).isEqualTo(1);
  }

  @Test
  void aSeedMayComeInEveryFormThatClientsHave() {
    InferParameter unsigned = InferParameter.newBuilder().setUint64Param(-1).build();
    for (InferParameter seed : new InferParameter[] {unsigned, text("18446744073709551615")}) {
      assertThat(spec(seed(0, 1).putParameters("seed", seed)).source()).isEqualTo(new ImageSource.Seed(-1, 0, 1, 0));
    }
    assertThat(spec(seed(0, 1).putParameters("truncation", text("0.25")).putParameters("count", text("3"))).source())
        .isEqualTo(new ImageSource.Seed(0, 0, 3, 0.25));
  }

  @Test
  void classesComeOneByOneOrAsOneForAll() {
    Latents each = spec(seed(1, 3).addInputs(classes(9, 0, 4))).latents(CONDITIONAL);
    assertThat(IntStream.range(0, 3).mapToLong(each::classOf)).containsExactly(9L, 0L, 4L);
    Latents all = spec(seed(1, 3).putParameters("class_label", number(6))).latents(CONDITIONAL);
    assertThat(IntStream.range(0, 3).mapToLong(all::classOf)).containsExactly(6L, 6L, 6L);
    Latents inTurn = spec(seed(1, 3).putParameters("first_index", number(8))).latents(CONDITIONAL);
    assertThat(IntStream.range(0, 3).mapToLong(inTurn::classOf)).containsExactly(8L, 9L, 0L);
  }

  @Test
  void outputsAreThoseAskedForInThatOrderAndForm() {
    assertThat(spec(seed(1, 1)).outputs()).containsExactly(new InferSpec.Wanted(OutputTensor.IMAGES, true));
    assertThat(spec(seed(1, 1).addAllOutputs(outputs("images_float", "images"))
        .putParameters("binary_data_output", truth(false))).outputs()).containsExactly(
            new InferSpec.Wanted(OutputTensor.IMAGES_FLOAT, false), new InferSpec.Wanted(OutputTensor.IMAGES, false));
    assertThat(spec(seed(1, 1).addOutputs(output("images").toBuilder().putParameters("binary_data", truth(false))))
        .outputs()).containsExactly(new InferSpec.Wanted(OutputTensor.IMAGES, false));
  }

  @Test
  void parametersOfOtherServersAreIgnored() {
    spec(seed(1, 1).putParameters("priority", number(1)).putParameters("timeout", number(1000))
        .putParameters("sequence_id", number(3)));
  }

  @Test
  void whatIsNoVectorIsRefused() {
    refused(typed(new float[200], 2, 100), "Input \"z\" must have the shape [n, 3], not [2, 100].");
    refused(typed(new float[2], 2, 3), "Input \"z\" of the shape [2, 3] must have 6 numbers, not 2.");
    refused(raw(new float[2], 2, 3), "Input \"z\" of the shape [2, 3] must have 24 raw bytes, not 8.");
    refused(typed(new float[3], 3), "Input \"z\" must have 2 dimensions, not 1.");
    refused(typed(new float[0], 0, 3), "Input \"z\" has the shape [0, 3]; every length must be 1 or more.");
    refused(typed(new float[3], -1, -3), "Input \"z\" has the shape [-1, -3]; every length must be 1 or more.");
    refused(raw(new float[3], 1L << 62, 3), "Input \"z\" has the shape [4611686018427387904, 3], "
        + "which is more than any message can hold.");
    refused(raw(new float[3], 1L << 31, 1L << 31), "Input \"z\" has the shape [2147483648, 2147483648], "
        + "which is more than any message can hold.");
    refused(typed(new float[] {0, Float.NaN, 0}, 1, 3), "Input \"z\" must hold finite numbers; number 1 is NaN.");
    refused(raw(new float[] {0, 0, Float.NEGATIVE_INFINITY}, 1, 3),
        "Input \"z\" must hold finite numbers; number 2 is -Infinity.");
    refused(ModelInferRequest.newBuilder().addInputs(tensor("z", "FP64", 1, 3)),
        "Input \"z\" must be FP32, not \"FP64\".");
    refused(ModelInferRequest.newBuilder().addInputs(tensor("z", "FP32", 1, 3).setContents(
        InferTensorContents.newBuilder().addFp32Contents(1).addFp32Contents(1).addFp32Contents(1).addIntContents(1))),
        "Input \"z\" must have its numbers in fp32_contents alone.");
  }

  @Test
  void inputsThatContradictAreRefused() {
    refused(typed(new float[3], 1, 3).addInputs(tensor("z", "FP32", 1, 3)), "Input \"z\" is there twice.");
    refused(typed(new float[3], 1, 3).addRawInputContents(ByteString.copyFrom(new byte[12])),
        "Input \"z\" has raw and typed contents; send one of the two.");
    refused(raw(new float[3], 1, 3).addRawInputContents(ByteString.EMPTY),
        "raw_input_contents must be empty or have one entry an input, 1, not 2.");
    refused(typed(new float[3], 1, 3).putParameters("seed", number(1)),
        "Give the input \"z\" or the parameter seed, not both.");
    refused(typed(new float[3], 1, 3).putParameters("truncation", fraction(0.5)),
        "Give the input \"z\" or the parameter truncation, not both.");
    refused(typed(new float[3], 1, 3).putParameters("count", number(2)),
        "count must be the number of vectors in \"z\", 1, or left out.");
    refused(ModelInferRequest.newBuilder(), "Give the input \"z\" or the parameter seed.");
    refused(seed(1, 1).addInputs(tensor("noise", "FP32", 1, 3)),
        "There is no input \"noise\"; the inputs are \"z\" and, of a model with classes, \"class\".");
    refused(seed(1, 1).addInputs(tensor("z", "FP32", 1, 3).putParameters("shared_memory_region", text("r"))),
        "Input \"z\" is said to lie in shared memory, which the sampler does not read; send its contents.");
  }

  @Test
  void classesThatAreNotThereAreRefused() {
    refused(seed(1, 2).addInputs(classes(1, 2)), "This model has no classes; leave the input \"class\" out.");
    refused(seed(1, 2).addInputs(classes(1)), "Input \"class\" must have one number an image, 2.");
    refused(seed(1, 2).putParameters("class_label", number(3)), "class_label: The generator has no classes.");
    refused(seed(1, 2).putParameters("class_label", number(3)).addInputs(classes(1, 2)),
        "Give the input \"class\" or the parameter class_label, not both.");
    for (long label : new long[] {-1, 10, Long.MAX_VALUE}) {
      assertInvalid(() -> spec(seed(1, 1).addInputs(classes(label))).latents(CONDITIONAL),
          "Input \"class\" must hold numbers from 0 to 9, not " + label + ".");
    }
  }

  @Test
  void parametersOutOfRangeAreRefused() {
    refused(seed(1, 1).putParameters("sead", number(2)), "There is no parameter \"sead\"; those of a request are "
        + "seed, count, first_index, truncation, class_label, metric, binary_data_output.");
    for (InferParameter seed : new InferParameter[] {number(-1), text("x"), text("-1"), truth(true), fraction(1),
        InferParameter.getDefaultInstance()}) {
      refused(seed(1, 1).putParameters("seed", seed), "seed must be a whole number from 0 to 2^64 - 1.");
    }
    for (InferParameter count : new InferParameter[] {number(0), number(-5), number(1_000_001), number(Long.MIN_VALUE),
        text("many"), truth(true), fraction(2.5), InferParameter.newBuilder().setUint64Param(-1).build()}) {
      refused(seed(1, 1).putParameters("count", count), "count must be a whole number from 1 to 1000000.");
    }
    refused(seed(1, 1).putParameters("first_index", number(Long.MAX_VALUE)),
        "first_index must be a whole number from 0 to 9223372036854775806.");
    refused(seed(1, 1).putParameters("truncation", text("a")), "truncation must be a number, not \"a\".");
    refused(seed(1, 1).putParameters("truncation", truth(true)), "truncation must be a number.");
    for (String truncation : new String[] {"-1", "1.5", "NaN", "Infinity"}) {
      assertInvalid(() -> spec(seed(1, 1).putParameters("truncation", text(truncation))).latents(PLAIN),
          "truncation of a uniform z must be above 0 to 1, not " + Double.parseDouble(truncation) + ".");
    }
    refused(seed(1, 1).putParameters("binary_data_output", text("yes")), "binary_data_output must be true or false.");
    refused(seed(1, 1).putParameters("metric", number(1)), "metric must be a text.");
    refused(seed(1, 1).setId("x".repeat(201)), "id must have at most 200 characters.");
  }

  @Test
  void outputsThatAreNotThereAreRefused() {
    refused(seed(1, 1).addAllOutputs(outputs("pixels")),
        "There is no output \"pixels\"; the outputs are \"images\" and \"images_float\".");
    refused(seed(1, 1).addAllOutputs(outputs("images", "images")), "Output \"images\" is asked for twice.");
    refused(seed(1, 1).addOutputs(output("images").toBuilder().putParameters("classification", number(3))),
        "Output \"images\" cannot be classified; leave that out.");
  }

  @Test
  void moreThanAMessageHoldsIsRefused() {
    spec(seed(1, 5102)).latents(PLAIN);
    refused(seed(1, 5103), "An answer holds at most 5102 of these images, in 4000000 bytes, not 5103; ask for them in "
        + "parts, or call Sample, which streams.");
    refused(seed(1, 5102).putParameters("binary_data_output", truth(false)), "An answer holds at most 2551 of these "
        + "images, in 4000000 bytes, not 5102; ask for them in parts, or call Sample, which streams.");
    refused(seed(1, 1021).addAllOutputs(outputs("images", "images_float")), "An answer holds at most 1020 of these "
        + "images, in 4000000 bytes, not 1021; ask for them in parts, or call Sample, which streams.");
    GeneratorSpec large = new GeneratorSpec(LatentKind.NORMAL, 3, new ImageShape(2048, 2048, 3), 0);
    assertThat(spec(seed(1, 1)).latents(large).count()).as("one image is always possible").isEqualTo(1);
  }

  @Test
  void longTextsAreCutWhereTheyAreQuoted() {
    assertThatThrownBy(() -> spec(seed(1, 1).addInputs(tensor("n".repeat(100_000), "FP32", 1))))
        .hasMessageStartingWith("There is no input \"nnn")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
  }

  /** Refused, by itself or once the model is known. */
  private static void refused(ModelInferRequest.Builder request, String sentence) {
    assertInvalid(() -> spec(request).latents(PLAIN), sentence);
  }

  private static void assertInvalid(ThrowingCallable call, String sentence) {
    assertThatThrownBy(call).isInstanceOfSatisfying(SamplingException.class, e -> {
      assertThat(e.getMessage()).isEqualTo(sentence);
      assertThat(e.kind()).isEqualTo(Kind.INVALID);
    });
  }
}

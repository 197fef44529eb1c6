package org.improvedgan.sampler.grpc;

import java.util.List;
import java.util.OptionalInt;
import org.improvedgan.inference.Classes;
import org.improvedgan.inference.GeneratorSpec;
import org.improvedgan.inference.GivenLatents;
import org.improvedgan.inference.InterpolatedLatents;
import org.improvedgan.inference.Latents;
import org.improvedgan.sampler.SamplingException.Kind;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.sampling.SeedRows;
import org.improvedgan.sampler.serving.Choice;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.InterpolateRequest;
import org.improvedgan.sampler.v1.SampleRequest;

/** Checks the requests of the gRPC service. All failures are {@link SamplingException}s that name the field. */
final class Requests {

  private static final int MAX_COUNT = 1_000_000;
  private static final int MAX_NUMBERS = 1_000_000;
  private static final int MAX_SEEDS = 1000;
  private static final int MAX_STEPS = 1000;
  private static final int MAX_NAME = 200;

  private Requests() {
  }

  /** @param maxImages images of one call at most; never more than the contract's 1,000,000 */
  static ImageOrder order(SampleRequest request, int maxImages) {
    int most = Math.min(maxImages, MAX_COUNT);
    boolean given = request.getZCount() > 0;
    int count = request.getCount();
    check(count >= (given ? 0 : 1) && count <= most, "count must be 1 to " + most + ", not " + count + ".");
    check(request.getFirstIndex() >= 0, "first_index must be 0 or more, not " + request.getFirstIndex() + ".");
    check(request.getFirstIndex() <= Long.MAX_VALUE - count,
        "first_index + count must stay below 2^63; first_index is " + request.getFirstIndex() + ".");
    double truncation = request.getTruncation();
    check(truncation >= 0 && truncation <= Double.MAX_VALUE, "truncation must be 0 or more, not " + truncation + ".");
    if (given) {
      check(request.getSeed() == 0 && request.getFirstIndex() == 0 && truncation == 0,
          "z stands for itself: leave out seed, first_index and truncation.");
      checkNumbers(request.getZList());
    }
    OptionalInt label = label(request.hasClassLabel(), request.getClassLabel());
    return new ImageOrder(choice(request.getCheckpoint(), request.getRunId(), request.getMetric()),
        request.getFirstIndex(), format(request.getFormat(), request.getFormatValue()), spec -> given
            ? given(spec, request.getZList(), count, label, most)
            : seeded(spec, request, label));
  }

  /** @param maxImages images of one call at most */
  static ImageOrder order(InterpolateRequest request, int maxImages) {
    int seeds = request.getSeedsCount();
    check(seeds >= 2 && seeds <= MAX_SEEDS, "seeds must be 2 to " + MAX_SEEDS + " numbers, not " + seeds + ".");
    check(request.getSteps() >= 1 && request.getSteps() <= MAX_STEPS,
        "steps must be 1 to " + MAX_STEPS + ", not " + request.getSteps() + ".");
    int images = request.getSteps() * (seeds - 1) + 1;
    check(images <= maxImages,
        "steps * (number of seeds - 1) + 1 must be at most " + maxImages + ", not " + images + ".");
    check(request.getIndex() >= 0, "index must be 0 or more, not " + request.getIndex() + ".");
    long[] stations = request.getSeedsList().stream().mapToLong(Long::longValue).toArray();
    OptionalInt label = label(request.hasClassLabel(), request.getClassLabel());
    return new ImageOrder(choice(request.getCheckpoint(), request.getRunId(), request.getMetric()), 0,
        format(request.getFormat(), request.getFormatValue()), spec -> new InterpolatedLatents(
            spec.latent(), stations, request.getIndex(), request.getSteps(), spec.latentSize(), classes(spec, label)));
  }

  /** Checks which checkpoint is meant. */
  static Choice choice(String checkpoint, String runId, String metric) {
    checkName("checkpoint", checkpoint);
    checkName("run_id", runId);
    checkName("metric", metric);
    check(metric.isEmpty() || checkpoint.equals(Choice.BEST), "metric is for checkpoint \"best\" only.");
    return new Choice(checkpoint, runId, metric);
  }

  static void checkName(String field, String value) {
    check(value.length() <= MAX_NAME, field + " must have at most " + MAX_NAME + " characters.");
  }

  private static Latents seeded(GeneratorSpec spec, SampleRequest request, OptionalInt label) {
    return SeedRows.of(spec, request.getSeed(), request.getFirstIndex(), request.getCount(), request.getTruncation(),
        classes(spec, label));
  }

  private static Latents given(GeneratorSpec spec, List<Float> z, int count, OptionalInt label, int most) {
    int size = spec.latentSize();
    check(z.size() % size == 0, "z must be whole vectors of " + size + " numbers, not " + z.size() + " numbers.");
    check(count == 0 || count == z.size() / size,
        "count is " + count + ", but z has " + z.size() / size + " vectors; leave count out.");
    check(z.size() / size <= most, "z must be at most " + most + " vectors, not " + z.size() / size + ".");
    return new GivenLatents(toArray(z), size, classes(spec, label));
  }

  private static float[] toArray(List<Float> numbers) {
    float[] array = new float[numbers.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = numbers.get(i);
    }
    return array;
  }

  private static Classes classes(GeneratorSpec spec, OptionalInt label) {
    check(label.isEmpty() || spec.classes() > 0, "class_label is for generators with classes; this one has none.");
    check(label.isEmpty() || label.getAsInt() < spec.classes(),
        "class_label must be 0 to " + (spec.classes() - 1) + ", not " + label.orElse(0) + ".");
    return new Classes(spec.classes(), label);
  }

  private static OptionalInt label(boolean present, int label) {
    check(!present || label >= 0, "class_label must be 0 or more, not " + label + ".");
    return present ? OptionalInt.of(label) : OptionalInt.empty();
  }

  private static void checkNumbers(List<Float> z) {
    check(z.size() <= MAX_NUMBERS, "z must have at most " + MAX_NUMBERS + " numbers, not " + z.size() + ".");
    for (int i = 0; i < z.size(); i++) {
      check(Float.isFinite(z.get(i)), "z must have finite numbers, but number " + i + " is " + z.get(i) + ".");
    }
  }

  private static ImageFormat format(ImageFormat format, int number) {
    check(format != ImageFormat.UNRECOGNIZED, "format must be UINT8, FLOAT32 or PNG, not " + number + ".");
    return format == ImageFormat.IMAGE_FORMAT_UNSPECIFIED ? ImageFormat.UINT8 : format;
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new SamplingException(Kind.INVALID, message);
    }
  }
}

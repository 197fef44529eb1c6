package org.improvedgan.cli.publish;

import java.util.Optional;
import org.improvedgan.inference.GeneratorImport.Layout;
import org.improvedgan.inference.GeneratorImport.Options;
import org.improvedgan.inference.GeneratorImport.Range;
import org.improvedgan.inference.LatentKind;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say what an exported model takes and gives. */
final class ModelOptions {

  /** As people write the kinds of z. */
  enum Latent {
    UNIFORM01(LatentKind.UNIFORM_0_1), UNIFORM11(LatentKind.UNIFORM_MINUS_1_1), NORMAL(LatentKind.NORMAL);

    private final LatentKind kind;

    Latent(LatentKind kind) {
      this.kind = kind;
    }
  }

  /** Reads {@code LOW,HIGH}. */
  static final class RangeText implements ITypeConverter<Range> {

    @Override
    public Range convert(String text) {
      String[] ends = text.split(",", -1);
      try {
        if (ends.length == 2) {
          return new Range(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
        }
      } catch (IllegalArgumentException e) {
        // The sentence below says what a range is.
      }
      throw new TypeConversionException("a range is two numbers, the lower first, such as -1,1");
    }
  }

  @Option(names = "--latent", paramLabel = "KIND", defaultValue = "normal", description = "What the model was trained "
      + "with: z is normal, uniform01 (on [0, 1)) or uniform11 (on [-1, 1)) (default: ${DEFAULT-VALUE}).")
  private Latent latent;

  @Option(names = "--latent-size", paramLabel = "N", description = "Length of z (default: as the model says).")
  private Integer latentSize;

  @Option(names = "--input", paramLabel = "NAME", description = "The input for z (default: the only float32 input).")
  private String input;

  @Option(names = "--output", paramLabel = "NAME",
      description = "The output with the images (default: the only one with 4 axes).")
  private String output;

  @Option(names = "--layout", paramLabel = "nhwc|nchw",
      description = "Order of the images' axes (default: as the place of 1 or 3 channels shows).")
  private Layout layout;

  @Option(names = "--range", paramLabel = "LOW,HIGH", converter = RangeText.class, description = "The values of black "
      + "and white, such as --range=-1,1 (default: as a last tanh or sigmoid shows; 0,255 for uint8).")
  private Range range;

  @Option(names = "--classes", paramLabel = "K", defaultValue = "0",
      description = "How many classes a conditional model has (default: it has none).")
  private int classes;

  @Option(names = "--class-input", paramLabel = "NAME",
      description = "The input for the class, 0 to K - 1 (default: the only integer input).")
  private String classInput;

  LatentKind kind() {
    return latent.kind;
  }

  int classes() {
    return classes;
  }

  /** Empty if the options fit together, else what is wrong. */
  Optional<String> mistake() {
    if (classes < 0) {
      return Optional.of("--classes must be 1 or more, not " + classes + ".");
    }
    if (classInput != null && classes == 0) {
      return Optional.of("--class-input needs --classes too.");
    }
    if (latentSize != null && latentSize < 1) {
      return Optional.of("--latent-size must be 1 or more, not " + latentSize + ".");
    }
    return Optional.empty();
  }

  Options toImport() {
    return new Options(kind(), Optional.ofNullable(latentSize), Optional.ofNullable(input), Optional.ofNullable(output),
        Optional.ofNullable(layout), Optional.ofNullable(range), classes, Optional.ofNullable(classInput));
  }
}

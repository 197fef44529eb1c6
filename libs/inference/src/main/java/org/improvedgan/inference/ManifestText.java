package org.improvedgan.inference;

import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.improvedgan.inference.ClassifierInput.Layout;
import org.improvedgan.inference.ClassifierInput.Size;
import org.improvedgan.inference.ClassifierInput.Type;
import org.improvedgan.inference.ClassifierManifest.Accuracy;
import org.improvedgan.inference.ClassifierManifest.Features;

/** A classifier's manifest as Java properties; docs/inception.md lists the fields. */
final class ManifestText {

  private static final String ANY = "any";
  private static final String UNKNOWN = "unknown";

  private final Properties fields = new Properties();

  private ManifestText(String text) {
    try {
      fields.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelException("The classifier manifest is no properties file: " + e.getMessage(), e);
    }
  }

  static ClassifierManifest parse(String text) {
    ManifestText in = new ManifestText(text);
    return new ClassifierManifest(
        in.field("name"),
        in.field("dataset", UNKNOWN),
        in.input(),
        in.field("logits"),
        in.integer("classes"),
        in.has("bias") ? Optional.of(in.choice("bias", Map.of("yes", true, "no", false))) : Optional.empty(),
        in.has("features") ? Optional.of(new Features(in.field("features"), in.integer("featureSize")))
            : Optional.empty(),
        in.has("testAccuracy") ? Optional.of(new Accuracy(in.number("testAccuracy"), in.integer("testImages")))
            : Optional.empty(),
        in.has("batch") ? in.integer("batch") : ClassifierManifest.USUAL_BATCH,
        in.field("sha256", ""),
        in.field("command", UNKNOWN));
  }

  private ClassifierInput input() {
    String name = field("input");
    boolean anyHeight = field("height").equals(ANY);
    if (anyHeight != field("width").equals(ANY)) {
      throw new ModelException("The classifier manifest must say \"any\" for both height and width, or for neither.");
    }
    Optional<Size> size = anyHeight ? Optional.empty() : Optional.of(new Size(integer("height"), integer("width")));
    int channels = integer("channels");
    double[] range = has("range") ? numbers("range", 2) : new double[] {0, 255};
    return new ClassifierInput(name, size, channels,
        has("layout") ? choice("layout", Map.of("nhwc", Layout.NHWC, "nchw", Layout.NCHW)) : Layout.NHWC,
        has("type") ? choice("type", Map.of("uint8", Type.UINT8, "float32", Type.FLOAT32)) : Type.UINT8,
        range[0], range[1], perChannel("mean", channels, 0), perChannel("deviation", channels, 1));
  }

  static String format(ClassifierManifest manifest) {
    ClassifierInput input = manifest.input();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", manifest.name());
    fields.put("dataset", manifest.dataset());
    fields.put("input", input.name());
    fields.put("height", input.size().map(size -> Integer.toString(size.height())).orElse(ANY));
    fields.put("width", input.size().map(size -> Integer.toString(size.width())).orElse(ANY));
    fields.put("channels", Integer.toString(input.channels()));
    if (input.layout() != Layout.NHWC || input.type() != Type.UINT8) {
      fields.put("layout", input.layout().name());
      fields.put("type", input.type().name().toLowerCase(Locale.ROOT));
    }
    if (!input.plain()) {
      fields.put("range", words(List.of(input.low(), input.high())));
      fields.put("mean", words(input.mean()));
      fields.put("deviation", words(input.deviation()));
    }
    fields.put("logits", manifest.logits());
    fields.put("classes", Integer.toString(manifest.classes()));
    manifest.bias().ifPresent(bias -> fields.put("bias", bias ? "yes" : "no"));
    manifest.features().ifPresent(features -> {
      fields.put("features", features.name());
      fields.put("featureSize", Integer.toString(features.width()));
    });
    if (manifest.batch() != ClassifierManifest.USUAL_BATCH) {
      fields.put("batch", Integer.toString(manifest.batch()));
    }
    manifest.accuracy().ifPresent(accuracy -> {
      fields.put("testAccuracy", Double.toString(accuracy.rightly()));
      fields.put("testImages", Integer.toString(accuracy.images()));
    });
    if (!manifest.sha256().isEmpty()) {
      fields.put("sha256", manifest.sha256());
    }
    fields.put("command", manifest.command().replace("\\", "\\\\"));
    return fields.entrySet().stream().map(field -> field.getKey() + "=" + field.getValue() + "\n")
        .collect(Collectors.joining());
  }

  private static String words(List<Double> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private boolean has(String name) {
    return !fields.getProperty(name, "").isBlank();
  }

  private String field(String name, String byDefault) {
    return has(name) ? field(name) : byDefault;
  }

  private String field(String name) {
    if (!has(name)) {
      throw new ModelException("The classifier manifest lacks the field \"" + name + "\".");
    }
    return fields.getProperty(name).strip();
  }

  private <T> T choice(String name, Map<String, T> choices) {
    T chosen = choices.get(field(name).toLowerCase(Locale.ROOT));
    if (chosen == null) {
      throw new ModelException("The field \"" + name + "\" of the classifier manifest must be "
          + choices.keySet().stream().sorted().collect(Collectors.joining(" or ")) + ", and not " + field(name) + ".");
    }
    return chosen;
  }

  private int integer(String name) {
    try {
      return Integer.parseInt(field(name));
    } catch (NumberFormatException e) {
      throw new ModelException("The field \"" + name + "\" of the classifier manifest is no whole number.", e);
    }
  }

  private double number(String name) {
    return numbers(name, 1)[0];
  }

  /** Numbers separated by blanks or commas. */
  private double[] numbers(String name, int count) {
    String[] words = field(name).split("[,\\s]+");
    try {
      double[] numbers = Arrays.stream(words).mapToDouble(Double::parseDouble).toArray();
      if (numbers.length == count && Arrays.stream(numbers).allMatch(Double::isFinite)) {
        return numbers;
      }
    } catch (NumberFormatException e) {
      throw new ModelException("The field \"" + name + "\" of the classifier manifest is no number.", e);
    }
    throw new ModelException("The field \"" + name + "\" of the classifier manifest must be " + count
        + (count == 1 ? " number." : " numbers."));
  }

  /** One number for all channels, or one for each. */
  private List<Double> perChannel(String name, int channels, double byDefault) {
    if (!has(name)) {
      return ClassifierInput.each(channels, byDefault);
    }
    return field(name).split("[,\\s]+").length == 1 ? ClassifierInput.each(channels, number(name))
        : Arrays.stream(numbers(name, channels)).boxed().toList();
  }
}

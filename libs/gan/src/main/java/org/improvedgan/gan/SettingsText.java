package org.improvedgan.gan;

import static java.util.Map.entry;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Settings to text and back: one entry for each component of the record, so a new setting needs no line here. */
final class SettingsText {
  private static final RecordComponent[] COMPONENTS = Settings.class.getRecordComponents();
  /** How an empty list is written. */
  private static final String NONE = "none";
  /** What settings were like before they had a name: checkpoints of that time are gone on with like this. */
  private static final Map<String, String> BEFORE = Map.ofEntries(
      entry("generator-normalisation", "batch"), entry("reference-batch", "100"),
      entry("generator-initialisation", "true"), entry("generator-noise-maps", NONE),
      entry("weight-norm", "released"), entry("minibatch-deviation", "0.05"), entry("labelled-weight", "1"),
      entry("label-smoothing", "0"), entry("decay-end", "0"), entry("adam-form", "inside-root"),
      entry("average-start", "zero"));

  private SettingsText() {}

  static Map<String, String> toMap(Settings settings) {
    var map = new LinkedHashMap<String, String>();
    for (RecordComponent component : COMPONENTS) {
      map.put(key(component), print(value(settings, component)));
    }
    return map;
  }

  static Settings of(Map<String, String> texts) {
    List<String> keys = Arrays.stream(COMPONENTS).map(SettingsText::key).toList();
    for (String key : texts.keySet()) {
      if (!keys.contains(key)) {
        throw new TrainingException(
            "There is no setting " + key + "; the settings are " + String.join(", ", keys) + ".");
      }
    }
    var values = new ArrayList<Object>();
    for (RecordComponent component : COMPONENTS) {
      String text = texts.getOrDefault(key(component), BEFORE.get(key(component)));
      if (text == null) {
        throw new TrainingException("The setting " + key(component) + " is missing.");
      }
      values.add(parse(component, text));
    }
    Class<?>[] types = Arrays.stream(COMPONENTS).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Settings settings = Settings.class.getDeclaredConstructor(types).newInstance(values.toArray());
      settings.networks().check(settings);
      return settings;
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof TrainingException sentence ? sentence : new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static Settings with(Settings settings, Map<String, String> overrides) {
    Map<String, String> texts = toMap(settings);
    texts.putAll(overrides);
    return of(texts);
  }

  private static Object value(Settings settings, RecordComponent component) {
    try {
      return component.getAccessor().invoke(settings);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code learningRate} becomes {@code learning-rate}. */
  private static String key(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static String print(Object value) {
    if (value instanceof Enum<?> constant) {
      return name(constant);
    }
    if (value instanceof List<?> list) {
      return list.isEmpty() ? NONE : String.join(",", list.stream().map(Object::toString).toList());
    }
    return value.toString();
  }

  /** {@code FEATURE_MATCHING} becomes {@code feature-matching}. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Object parse(RecordComponent component, String text) {
    Class<?> type = component.getType();
    try {
      if (type == String.class) {
        return text;
      } else if (type == int.class) {
        return Integer.parseInt(text);
      } else if (type == long.class) {
        return Long.parseLong(text);
      } else if (type == double.class) {
        return finite(text);
      } else if (type == boolean.class && (text.equals("true") || text.equals("false"))) {
        return text.equals("true");
      } else if (type == boolean.class) {
        throw unreadable(component, text, "true or false");
      } else if (type == List.class) {
        return text.equals(NONE) ? List.of()
            : Arrays.stream(text.split(",")).map(String::strip).map(Integer::valueOf).toList();
      }
    } catch (NumberFormatException e) {
      throw unreadable(component, text, type == List.class ? "whole numbers separated by commas"
          : type == double.class ? "a number" : "a whole number");
    }
    List<Enum<?>> constants = Arrays.stream(type.getEnumConstants()).<Enum<?>>map(Enum.class::cast).toList();
    return constants.stream().filter(constant -> name(constant).equals(text)).findFirst().orElseThrow(() -> unreadable(
        component, text, "one of " + String.join(", ", constants.stream().map(SettingsText::name).toList())));
  }

  private static double finite(String text) {
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw new NumberFormatException(text);
    }
    return value;
  }

  private static TrainingException unreadable(RecordComponent component, String text, String expected) {
    return new TrainingException("The setting " + key(component) + " must be " + expected + ", not \"" + text + "\".");
  }
}

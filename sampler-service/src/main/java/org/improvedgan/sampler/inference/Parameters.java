package org.improvedgan.sampler.inference;

import static org.improvedgan.sampler.inference.Sentences.check;
import static org.improvedgan.sampler.inference.Sentences.invalid;
import static org.improvedgan.sampler.inference.Sentences.quote;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.improvedgan.inference.v2.InferParameter;

/**
 * The parameters of a request. Numbers may come as texts too: Triton's client for Python knows no other way to send a
 * fraction or a number beyond int64.
 */
record Parameters(Map<String, InferParameter> values) {

  static final String SEED = "seed";
  static final String COUNT = "count";
  static final String FIRST_INDEX = "first_index";
  static final String TRUNCATION = "truncation";
  static final String CLASS_LABEL = "class_label";
  static final String METRIC = "metric";
  static final String BINARY_DATA_OUTPUT = "binary_data_output";

  private static final List<String> KNOWN =
      List.of(SEED, COUNT, FIRST_INDEX, TRUNCATION, CLASS_LABEL, METRIC, BINARY_DATA_OUTPUT);
  /** What common clients send along for other servers, and what changes no image. */
  private static final Set<String> IGNORED = Set.of(
      "priority", "timeout", "sequence_id", "sequence_start", "sequence_end", "content_type", "headers");

  /** Refuses names that mean nothing here: a misspelt seed would give other images. */
  Parameters {
    for (String name : values.keySet()) {
      check(KNOWN.contains(name) || IGNORED.contains(name), "There is no parameter " + quote(name)
          + "; those of a request are " + String.join(", ", KNOWN) + ".");
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** All 64 bits of an unsigned number; 0 where it is absent. */
  long unsigned(String name) {
    InferParameter value = values.getOrDefault(name, InferParameter.getDefaultInstance());
    String rule = name + " must be a whole number from 0 to 2^64 - 1.";
    return switch (value.getParameterChoiceCase()) {
      case PARAMETERCHOICE_NOT_SET -> required(!has(name), 0, rule);
      case INT64_PARAM -> required(value.getInt64Param() >= 0, value.getInt64Param(), rule);
      case UINT64_PARAM -> value.getUint64Param();
      case STRING_PARAM -> {
        try {
          yield Long.parseUnsignedLong(value.getStringParam());
        } catch (NumberFormatException e) {
          throw invalid(rule);
        }
      }
      case BOOL_PARAM, DOUBLE_PARAM -> throw invalid(rule);
    };
  }

  /** A whole number from {@code low}, which is not negative, to {@code high}. */
  long whole(String name, long absent, long low, long high) {
    if (!has(name)) {
      return absent;
    }
    String rule = name + " must be a whole number from " + low + " to " + high + ".";
    InferParameter value = values.get(name);
    long number = switch (value.getParameterChoiceCase()) {
      case INT64_PARAM -> value.getInt64Param();
      case UINT64_PARAM -> value.getUint64Param();
      case STRING_PARAM -> {
        try {
          yield Long.parseLong(value.getStringParam());
        } catch (NumberFormatException e) {
          throw invalid(rule);
        }
      }
      case BOOL_PARAM, DOUBLE_PARAM, PARAMETERCHOICE_NOT_SET -> throw invalid(rule);
    };
    return required(number >= low && number <= high, number, rule);
  }

  /** Any number; 0 where it is absent. */
  double number(String name) {
    if (!has(name)) {
      return 0;
    }
    InferParameter value = values.get(name);
    return switch (value.getParameterChoiceCase()) {
      case DOUBLE_PARAM -> value.getDoubleParam();
      case INT64_PARAM -> value.getInt64Param();
      case STRING_PARAM -> {
        try {
          yield Double.parseDouble(value.getStringParam());
        } catch (NumberFormatException e) {
          throw invalid(name + " must be a number, not " + quote(value.getStringParam()) + ".");
        }
      }
      default -> throw invalid(name + " must be a number.");
    };
  }

  /** A text; empty where it is absent. */
  String text(String name) {
    InferParameter value = values.getOrDefault(name, InferParameter.getDefaultInstance());
    check(!has(name) || value.hasStringParam(), name + " must be a text.");
    return value.getStringParam();
  }

  boolean truth(String name, boolean absent) {
    if (!has(name)) {
      return absent;
    }
    check(values.get(name).hasBoolParam(), name + " must be true or false.");
    return values.get(name).getBoolParam();
  }

  private static long required(boolean holds, long number, String rule) {
    check(holds, rule);
    return number;
  }
}

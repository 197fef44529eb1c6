package org.improvedgan.service;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes sentences of other people's messages. */
final class Texts {

  private static final Pattern UNREADABLE = Pattern.compile(
      "The config property (\\S+) with the config value \"(.*)\" threw an Exception whilst being converted ?(.*)");
  /** What converters say, and what to do instead. */
  private static final Map<String, String> ADVICE = Map.of(
      "Expected an? (?:integer|long|short|byte) value.*", "set a whole number that is not too large",
      "Expected a (?:double|float) value.*", "set a number",
      ".*regular expression.*BbKkMm.*", "set an amount of memory such as 512M or 4G",
      "Cannot convert .* to enum .*allowed values: (.*)", "set one of $1",
      ".*(?:cannot be parsed to a Duration|[Dd]uration).*", "set a time such as 500ms, 10s or 2m",
      "Text '.*", "set a time such as 500ms, 10s or 2m");

  private Texts() {
  }

  /** What SmallRye Config says of a value that it cannot read, in words for who has set it. */
  static String plain(String message) {
    Matcher unreadable = UNREADABLE.matcher(message);
    if (!unreadable.matches()) {
      return message;
    }
    String reason = unreadable.group(3);
    for (Map.Entry<String, String> advice : ADVICE.entrySet()) {
      reason = reason.replaceFirst("^" + advice.getKey() + "$", advice.getValue());
    }
    return unreadable.group(1) + " is \"" + unreadable.group(2) + "\": " + reason;
  }

  /** Without the tables that some libraries put below their sentence. */
  static String oneLine(String text) {
    return text.strip().replaceFirst("(?s)\\R-{5,}.*", "").strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** The message of the last cause. */
  static String deepest(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return oneLine(cause.getMessage() == null ? cause.toString() : cause.getMessage());
  }

  /** Addresses of databases and logins of Kafka may carry one. */
  static String withoutPasswords(String text) {
    return text.replaceAll("(?i)(password\\s*=\\s*)(\"[^\"]*\"|[^&;\\s\"]*)", "$1(hidden)");
  }
}

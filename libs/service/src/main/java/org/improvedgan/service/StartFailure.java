package org.improvedgan.service;

import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.BindException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds, in what Quarkus throws at a failed start, the sentence for whoever has to mend it. */
public final class StartFailure {

  private StartFailure() {
  }

  /** Prints the sentence; a stack trace only after an error that is the program's own fault. */
  static void tell(Throwable failure, PrintStream to) {
    to.println("The service does not start: " + sentence(failure));
    if (failure(failure) instanceof NullPointerException || failure(failure) instanceof Error) {
      failure.printStackTrace(to);
    }
    to.flush();
  }

  /** What is wrong, in one sentence; in one each where several values are. */
  public static String sentence(Throwable failure) {
    Throwable cause = failure(failure);
    if (cause instanceof ConfigValidationException invalid) {
      return IntStream.range(0, invalid.getProblemCount())
          .mapToObj(i -> ended(Texts.plain(withoutCode(Texts.oneLine(invalid.getProblem(i).getMessage()))))).distinct()
          .collect(Collectors.joining(" "));
    }
    if (cause instanceof NoSuchFileException file) {
      return "There is no file " + file.getFile() + ".";
    }
    Optional<BindException> bind = chain(failure).stream().filter(BindException.class::isInstance)
        .map(BindException.class::cast).findFirst();
    if (bind.isPresent() && !(cause instanceof StartException)) {
      return bind.get() instanceof QuarkusBindException port
          ? portTaken(port.getPort(), port.getHost(), "quarkus.http")
          : "An address to listen at is in use or not of this machine (" + bind.get().getMessage() + ").";
    }
    String message = Texts.oneLine(cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage());
    String deepest = Texts.deepest(cause);
    boolean plain = cause instanceof StartException || message.contains(deepest);
    return ended(Texts.withoutPasswords(withoutCode(plain ? message : unended(message) + ": " + deepest)));
  }

  /** @param keys what the keys of port and host begin with */
  public static String portTaken(int port, String host, String keys) {
    return "Port " + port + " at " + host + " is in use or not of this machine: stop what listens there, or set another "
        + "with " + keys + ".port, " + keys + ".host.";
  }

  /** The first of the causes that says more than that something went wrong further down. */
  private static Throwable failure(Throwable failure) {
    List<Throwable> chain = chain(failure);
    for (Throwable cause : chain) {
      if (cause instanceof ConfigValidationException || cause instanceof StartException) {
        return cause;
      }
    }
    return chain.stream().filter(cause -> !wraps(cause)).findFirst().orElse(chain.get(chain.size() - 1));
  }

  private static boolean wraps(Throwable failure) {
    return failure.getCause() != null && (failure.getMessage() == null
        || failure.getClass() == RuntimeException.class
        || failure instanceof InvocationTargetException || failure instanceof ExceptionInInitializerError
        || failure.getClass().getName().startsWith("jakarta.enterprise.")
        || failure.getMessage().equals(failure.getCause().toString()));
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable at = failure; at != null && !chain.contains(at); at = at.getCause()) {
      chain.add(at);
    }
    return chain;
  }

  /** Libraries number their messages, which helps nobody here. */
  static String withoutCode(String message) {
    return message.replaceAll("\\b(?:(?:\\w+\\.)+\\w*(?:Exception|Error): )?\\b[A-Z]{3,10}\\d{3,6}: ?", "")
        .replaceFirst("^(?:\\w+\\.)+\\w*(?:Exception|Error): ", "");
  }

  private static String unended(String message) {
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }

  private static String ended(String message) {
    return message.matches(".*[.!?]") ? message : message + ".";
  }
}

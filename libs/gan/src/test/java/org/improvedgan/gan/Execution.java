package org.improvedgan.gan;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.improvedgan.gan.engine.Device;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.engine.EngineKind;
import org.improvedgan.gan.engine.EngineOptions;
import org.improvedgan.gan.engine.Engines;
import org.improvedgan.gan.engine.Nd4jEngine;
import org.junit.jupiter.params.provider.Arguments;
import org.nd4j.linalg.api.buffer.DataType;

/** What computes a graph in a test. */
public enum Execution {
  /** SameDiff itself, in double precision. */
  DOUBLE(null),
  /** The engine of that name, in floats. */
  ND4J(Nd4jEngine::new),
  /**
   * The engine of that name, in floats; on a graphics card with {@code -Dgolden.device=cuda}, the first unless
   * {@code -Dgolden.device.index} names another.
   */
  ONNXRUNTIME(() -> Engines.open(new EngineOptions(
      EngineKind.ONNXRUNTIME, device(), Integer.getInteger("golden.device.index", 0), 0)));

  private final Supplier<Engine> opening;
  private Engine engine;

  Execution(Supplier<Engine> opening) {
    this.opening = opening;
  }

  private static Device device() {
    return Device.valueOf(System.getProperty("golden.device", "cpu").toUpperCase(Locale.ROOT));
  }

  /** The type that a graph has to be made of. */
  public DataType type() {
    return this == DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
  }

  /** The engine, opened once for all tests. */
  public synchronized Engine engine() {
    if (opening == null) {
      throw new IllegalStateException("Engines compute with floats.");
    }
    if (engine == null) {
      engine = opening.get();
    }
    return engine;
  }

  /** All that are engines. */
  public static Stream<Execution> engines() {
    return Stream.of(values()).filter(execution -> execution != DOUBLE);
  }

  /** These arguments of a parameterised test with each way of execution after them. */
  public static Stream<Arguments> each(Object... arguments) {
    return Stream.of(values()).map(execution -> with(execution, arguments));
  }

  /** These arguments of a parameterised test with each engine after them. */
  public static Stream<Arguments> eachEngine(Object... arguments) {
    return engines().map(execution -> with(execution, arguments));
  }

  private static Arguments with(Execution execution, Object... arguments) {
    Object[] all = Arrays.copyOf(arguments, arguments.length + 1, Object[].class);
    all[arguments.length] = execution;
    return Arguments.of(all);
  }
}

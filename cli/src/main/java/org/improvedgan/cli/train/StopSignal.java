package org.improvedgan.cli.train;

import java.util.LinkedHashMap;
import java.util.Map;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C and SIGTERM as a wish, which the training thread grants after its present iteration; a second one ends the
 * process at once. No shutdown hook would do: ONNX Runtime has one of its own, which takes the ground from under a
 * training that still runs.
 */
final class StopSignal implements AutoCloseable {

  private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();
  private volatile int number;

  /** Listens from now on. */
  StopSignal() {
    for (String name : new String[] {"INT", "TERM"}) {
      Signal signal = new Signal(name);
      before.put(signal, Signal.handle(signal, this::heard));
    }
  }

  private void heard(Signal signal) {
    if (wanted()) {
      Runtime.getRuntime().halt(128 + signal.getNumber());
    }
    number = signal.getNumber();
  }

  /** Whether the training is to end. */
  boolean wanted() {
    return number != 0;
  }

  /** The signal's number; 0 without one. */
  int number() {
    return number;
  }

  /** Leaves signals to those who had them before. */
  @Override
  public void close() {
    before.forEach(Signal::handle);
  }
}

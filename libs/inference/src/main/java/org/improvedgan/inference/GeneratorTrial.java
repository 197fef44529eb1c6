package org.improvedgan.inference;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.improvedgan.inference.ModelException.Reason;
import org.improvedgan.tensorflow.proto.OnnxProtos.Model;

/**
 * Decides whether an unknown generator may be loaded in this process. Looks at its graph first, then loads and runs it
 * in another process with limited memory and time, so that one which asks for 100 GB, never ends or crashes ONNX
 * Runtime harms nobody. Remembers its verdicts. Thread-safe; one model is tried at a time.
 */
public final class GeneratorTrial implements AutoCloseable {

  /** Where a generator is run for the first time. */
  public enum Mode {
    /** In a process of its own. */
    PROCESS,
    /** In this process, after its graph was looked at. */
    NONE
  }

  /** What a generator is fed with; a class of its own, for the other process knows nothing of images. */
  record Feed(LatentKind kind, int latentSize, int classes) {
  }

  private record Key(String sha256, Feed feed) {
  }

  private static final String WHAT = "The generator";
  private static final int REMEMBERED = 1000;
  /** z of one run must fit into this. */
  private static final long MAX_LATENT_BYTES = 256 << 20;

  private final Mode mode;
  private final long memoryBytes;
  private final TrialProcess process;
  private final Consumer<String> warnings;
  private final Map<Key, Optional<ModelException>> verdicts = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, Optional<ModelException>> eldest) {
      return size() > REMEMBERED;
    }
  };
  private boolean warned;

  /**
   * @param memoryBytes address space of the process that tries; its Java takes an eighth and half a GiB of it
   * @param time that loading and the first images may take
   * @param warnings told once if no such process can run here
   */
  public GeneratorTrial(Mode mode, long memoryBytes, Duration time, Consumer<String> warnings) {
    this.mode = mode;
    this.memoryBytes = memoryBytes;
    this.process = new TrialProcess(memoryBytes, time);
    this.warnings = warnings;
  }

  /**
   * Tries a generator, unless that was done before.
   *
   * @param sha256 of its bytes
   * @throws ModelException if it may not be loaded
   * @throws TrialException if that cannot be told now
   */
  public synchronized void require(byte[] onnx, String sha256, GeneratorSpec spec) {
    Feed feed = new Feed(spec.latent(), spec.latentSize(), spec.classes());
    Key key = new Key(sha256, feed);
    Optional<ModelException> known = verdicts.get(key);
    if (known == null) {
      known = verdict(onnx, feed);
      verdicts.put(key, known);
    }
    known.ifPresent(refusal -> {
      throw refusal;
    });
  }

  private Optional<ModelException> verdict(byte[] onnx, Feed feed) {
    try {
      if (feed.latentSize() < 1 || (long) feed.latentSize() * Float.BYTES * OnnxGenerator.BATCH > MAX_LATENT_BYTES) {
        throw new ModelException("The length of z is " + feed.latentSize() + "; it must be 1 or more, and "
            + OnnxGenerator.BATCH + " z must fit into " + (MAX_LATENT_BYTES >> 20) + " MiB.");
      }
      Model model = GraphCheck.require(onnx, memoryBytes);
      List<String> taps = FloatTaps.of(model);
      byte[] suffix = FloatTaps.suffix(model, taps);
      if (mode == Mode.NONE) {
        tryHere(onnx, suffix, feed, taps);
      } else {
        try {
          process.tryOut(onnx, suffix, feed, taps);
        } catch (TrialProcess.Impossible e) {
          warn(e.getMessage());
          tryHere(onnx, suffix, feed, taps);
        }
      }
      return Optional.empty();
    } catch (ModelException e) {
      return Optional.of(e);
    }
  }

  private void warn(String reason) {
    if (!warned) {
      warned = true;
      warnings.accept("Generators cannot be tried in a process of their own: " + reason + ". They are tried in this "
          + "one, where a hostile one can take all memory or end the service.");
    }
  }

  private static void tryHere(byte[] onnx, byte[] suffix, Feed feed, List<String> taps) {
    if (taps.isEmpty()) {
      return;
    }
    if ((long) onnx.length + suffix.length > Integer.MAX_VALUE - 8) {
      throw new ModelException(Reason.MEMORY, WHAT + " is too large to be tried.");
    }
    byte[] tapped = Arrays.copyOf(onnx, onnx.length + suffix.length);
    System.arraycopy(suffix, 0, tapped, onnx.length, suffix.length);
    var session = Sessions.open(tapped, 1, WHAT);
    try {
      TrialRun.run(session, feed, taps);
    } finally {
      Sessions.close(session);
    }
  }

  TrialProcess process() {
    return process;
  }

  /** Ends the trial that is under way, whose caller gets a {@link TrialException}; no other begins. */
  public void stop() {
    process.stop();
  }

  /** Ends the process that tries, if there is one. */
  @Override
  public void close() {
    stop();
    process.close();
  }
}

package org.improvedgan.system.faults;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.improvedgan.events.EventException;
import org.improvedgan.events.EventType;
import org.improvedgan.events.Topics;
import org.improvedgan.events.v1.TrainingProgressed;
import org.improvedgan.events.v1.TrainingProgressed.State;
import org.improvedgan.events.v1.TrainingRequested;

/**
 * Asks for one small run after the other. All have the same settings and so the same seed: whatever happens to a run on
 * its way, the checkpoint of an epoch must hold the same generator as that of every other run.
 */
final class Training implements AutoCloseable {

  static final int EPOCHS = 6;
  static final String RUNS = "faults-";
  /** Drawn digits and small networks: an epoch takes seconds. */
  static final Map<String, String> SETTINGS = Map.ofEntries(Map.entry("dataset", "drawn-digits"),
      Map.entry("epochs", String.valueOf(EPOCHS)), Map.entry("iterations-per-epoch", "80"),
      Map.entry("generator-layers", "32"), Map.entry("discriminator-layers", "64,32"),
      Map.entry("batch-size", "20"), Map.entry("initialisation-batch", "100"),
      Map.entry("population-samples", "100"), Map.entry("minibatch-kernels", "5"));

  private final Journal journal;
  private final Sender sender;
  private final Evaluated evaluated;
  private final List<String> runs = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::work, "training-requests");
  private volatile boolean stopped;

  /** Whether everything that a run has published and kept is scored. */
  interface Evaluated {

    boolean allOf(String run);
  }

  Training(Journal journal, Sender sender, Evaluated evaluated) {
    this.journal = journal;
    this.sender = sender;
    this.evaluated = evaluated;
    thread.setDaemon(true);
    thread.start();
  }

  /** The runs that the broker has taken the request of. */
  List<String> runs() {
    return runs;
  }

  /** How often a run was said to have come to such an end. */
  static long ended(Journal journal, String run, State state) {
    return journal.of(Topics.TRAINING_PROGRESS).stream().filter(entry -> run.equals(entry.key()) && !entry.ours())
        .map(entry -> progress(entry.value())).filter(progress -> progress.getState() == state).count();
  }

  static TrainingRequested request(String run, Map<String, String> settings) {
    return TrainingRequested.newBuilder().setRunId(run).setExperiment("mnist-demo").putAllOverrides(settings)
        .setRequestedAt(Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond())).build();
  }

  /** Asks for no more, and waits for the end of the last run. */
  void finish() {
    stopped = true;
    for (String run : new ArrayList<>(runs)) {
      Wait.until("run " + run + " to end", () -> ended(journal, run, State.COMPLETED) > 0);
    }
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }

  private void work() {
    try {
      for (int number = 1; !stopped; number++) {
        String run = RUNS + "%04d".formatted(number);
        sender.send(EventType.TRAINING_REQUESTED.record("/fault-suite", request(run, SETTINGS)));
        runs.add(run);
        // One after the other, so that there are never more checkpoints than this machine can score.
        while (!stopped && (ended(journal, run, State.COMPLETED) == 0 || !evaluated.allOf(run))) {
          TimeUnit.MILLISECONDS.sleep(200);
        }
      }
    } catch (InterruptedException e) {
      // The end of the suite.
    }
  }

  private static TrainingProgressed progress(byte[] value) {
    try {
      return EventType.TRAINING_PROGRESSED.parse(value);
    } catch (EventException e) {
      return TrainingProgressed.getDefaultInstance();
    }
  }
}

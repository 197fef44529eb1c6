package org.improvedgan.benchmarks.humaneval;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.improvedgan.benchmarks.BenchmarkException;

/**
 * Many raters at the same time, each with a thread of its own.
 *
 * @param count how many
 * @param arrival the time within which they come, one after the other
 * @param thinkMs mean time of one before an answer, for each image
 * @param seed of everything that they do
 */
public record Raters(int count, Duration arrival, double thinkMs, long seed) {

  /** Raters at work. */
  public final class Crowd implements AutoCloseable {
    private final ExecutorService threads = Executors.newFixedThreadPool(count);
    private final List<Future<Void>> all = new ArrayList<>();

    /** Whether the last one is done. */
    public boolean done() {
      return all.stream().allMatch(Future::isDone);
    }

    /** @throws BenchmarkException with the sentence of one who could not go on */
    public void await() throws InterruptedException {
      for (Future<Void> rater : all) {
        try {
          rater.get();
        } catch (ExecutionException e) {
          throw new BenchmarkException("A rater could not go on: " + e.getCause().getMessage());
        }
      }
    }

    @Override
    public void close() {
      threads.shutdownNow();
    }
  }

  /** Lets them begin. */
  public Crowd start(Supplier<String> service, String study, Ledger ledger, Timings timings) {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    Crowd crowd = new Crowd();
    for (int i = 0; i < count; i++) {
      int number = i;
      RaterClient client = new RaterClient(http, service, timings, "rater%017d".formatted(new Random(seed + i).nextInt(
          Integer.MAX_VALUE)));
      SimulatedRater rater =
          new SimulatedRater(client, ledger, SimulatedRater.Habit.of(i), thinkMs, seed * 1_000_000 + i);
      Callable<Void> work = () -> {
        TimeUnit.MILLISECONDS.sleep(arrival.toMillis() * number / count);
        rater.takePart(study);
        return null;
      };
      crowd.all.add(crowd.threads.submit(work));
    }
    return crowd;
  }
}

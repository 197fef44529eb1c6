package org.improvedgan.evaluator.pipeline;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * One piece of work in a thread of its own, while the consumer's thread goes on polling: it may take longer than Kafka
 * waits for a poll before it gives the partition to another instance.
 */
final class Work {

  private final TopicPartition partition;
  private final long nextOffset;
  private final FutureTask<Outcome> task;
  private final Thread thread;

  /**
   * Starts the work.
   *
   * @param partition the partition whose owner does it
   * @param nextOffset what to commit for that partition when it is done
   */
  Work(TopicPartition partition, long nextOffset, Callable<Outcome> work) {
    this.partition = partition;
    this.nextOffset = nextOffset;
    task = new FutureTask<>(work);
    thread = new Thread(task, "work-on-" + partition);
    thread.setDaemon(true);
    thread.start();
  }

  TopicPartition partition() {
    return partition;
  }

  long nextOffset() {
    return nextOffset;
  }

  boolean done() {
    return task.isDone();
  }

  /** Interrupts the work and waits until it has stopped, which takes one batch of images. */
  void cancel() {
    task.cancel(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The outcome of work that is done; throws what the work threw. */
  Outcome outcome() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
